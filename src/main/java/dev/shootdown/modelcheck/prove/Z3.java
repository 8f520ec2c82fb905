package dev.shootdown.modelcheck.prove;

import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.FuncDecl;
import com.microsoft.z3.Model;
import com.microsoft.z3.Params;
import com.microsoft.z3.Status;
import com.microsoft.z3.Version;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Z3 by Microsoft Research. */
final class Z3 implements Solver {
    private static final int SHORT_TRIES = 3;

    static String version() {
        return "z3 " + Version.getMajor() + "." + Version.getMinor() + "." + Version.getBuild();
    }

    /**
     * A query of quantifiers that takes Z3 milliseconds under one random seed may take it minutes under another; so it gets a
     * few short tries, each with a seed of its own, before one of the whole time.
     */
    @Override
    public Answer check(String query, long millis) {
        for (int seed = 1; seed <= SHORT_TRIES; seed++) {
            Answer answer = check(query, millis / (SHORT_TRIES + 1), seed);
            if (answer != Answer.UNKNOWN) {
                return answer;
            }
        }
        return check(query, millis, 0);
    }

    private static Answer check(String query, long millis, int seed) {
        try (Context context = new Context()) {
            return switch (solved(context, query, millis, seed).check()) {
                case UNSATISFIABLE -> Answer.UNSATISFIABLE;
                case SATISFIABLE -> Answer.SATISFIABLE;
                case UNKNOWN -> Answer.UNKNOWN;
            };
        }
    }

    /** A model of the constants without arguments by name, if there is one. */
    Optional<Map<String, String>> model(String query, long millis) {
        try (Context context = new Context()) {
            com.microsoft.z3.Solver solver = solved(context, query, millis, 0);
            if (solver.check() != Status.SATISFIABLE) {
                return Optional.empty();
            }
            Model model = solver.getModel();
            Map<String, String> values = new TreeMap<>();
            for (FuncDecl<?> constant : model.getConstDecls()) {
                values.put(
                        constant.getName().toString(),
                        String.valueOf(model.getConstInterp(constant)).replace("|", ""));
            }
            return Optional.of(values);
        }
    }

    private static com.microsoft.z3.Solver solved(Context context, String query, long millis, int seed) {
        com.microsoft.z3.Solver solver = context.mkSolver();
        Params params = context.mkParams();
        params.add("timeout", (int) Math.min(millis, Integer.MAX_VALUE));
        params.add("random_seed", seed);
        solver.setParameters(params);
        BoolExpr[] all = context.parseSMTLIB2String(query, null, null, null, null);
        solver.add(all);
        return solver;
    }
}
