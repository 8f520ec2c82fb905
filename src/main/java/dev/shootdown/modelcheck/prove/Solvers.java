package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;

/** Whether the solvers can be run here. */
public final class Solvers {
    private Solvers() {}

    /** Loads both and says what they are. */
    public static String versions() {
        try {
            return Z3.version() + " and " + Cvc5.version();
        } catch (LinkageError | RuntimeException e) {
            throw new BadInput(
                    "the solvers Z3 and cvc5 cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + "; cvc5 comes for Linux on x86_64 only.",
                    e);
        }
    }
}
