package dev.shootdown.modelcheck.prove;

import io.github.cvc5.CVC5ApiException;
import io.github.cvc5.Command;
import io.github.cvc5.InputParser;
import io.github.cvc5.Result;
import io.github.cvc5.SymbolManager;
import io.github.cvc5.TermManager;
import io.github.cvc5.modes.InputLanguage;

/** cvc5 by Stanford University and the University of Iowa. */
final class Cvc5 implements Solver {
    private final boolean finite;

    /** A solver; for queries over finite sets if `finite`. */
    Cvc5(boolean finite) {
        this.finite = finite;
    }

    static String version() {
        TermManager terms = new TermManager();
        return "cvc5 " + new io.github.cvc5.Solver(terms).getVersion();
    }

    @Override
    public Answer check(String query, long millis) {
        TermManager terms = new TermManager();
        io.github.cvc5.Solver solver = new io.github.cvc5.Solver(terms);
        SymbolManager symbols = new SymbolManager(terms);
        InputParser parser = new InputParser(solver, symbols);
        try {
            solver.setLogic("ALL");
            solver.setOption("tlimit-per", String.valueOf(millis));
            if (!finite) {
                solver.setOption("full-saturate-quant", "true");
            }
            parser.setStringInput(InputLanguage.SMT_LIB_2_6, query, "query");
            for (Command command = parser.nextCommand(); !command.isNull(); command = parser.nextCommand()) {
                String said = command.invoke(solver, symbols);
                command.deletePointer();
                if (said.contains("error")) {
                    throw new IllegalStateException("cvc5: " + said);
                }
            }
            Result result = solver.checkSat();
            Answer answer =
                    result.isUnsat() ? Answer.UNSATISFIABLE : result.isSat() ? Answer.SATISFIABLE : Answer.UNKNOWN;
            result.deletePointer();
            return answer;
        } catch (CVC5ApiException e) {
            throw new IllegalStateException("cvc5: " + e.getMessage(), e);
        } finally { // its memory is outside of the heap, and there are thousands of queries
            parser.deletePointer();
            symbols.deletePointer();
            solver.deletePointer();
            terms.deletePointer();
        }
    }
}
