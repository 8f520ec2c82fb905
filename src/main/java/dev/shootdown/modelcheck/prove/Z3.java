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
    static String version() {
        return "z3 " + Version.getMajor() + "." + Version.getMinor() + "." + Version.getBuild();
    }

    @Override
    public Answer check(String query, long millis) {
        try (Context context = new Context()) {
            return switch (solved(context, query, millis).check()) {
                case UNSATISFIABLE -> Answer.UNSATISFIABLE;
                case SATISFIABLE -> Answer.SATISFIABLE;
                case UNKNOWN -> Answer.UNKNOWN;
            };
        }
    }

    @Override
    public Optional<Map<String, String>> model(String query, long millis) {
        try (Context context = new Context()) {
            com.microsoft.z3.Solver solver = solved(context, query, millis);
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

    private static com.microsoft.z3.Solver solved(Context context, String query, long millis) {
        com.microsoft.z3.Solver solver = context.mkSolver();
        Params params = context.mkParams();
        params.add("timeout", (int) Math.min(millis, Integer.MAX_VALUE));
        solver.setParameters(params);
        BoolExpr[] all = context.parseSMTLIB2String(query, null, null, null, null);
        solver.add(all);
        return solver;
    }
}
