package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprints;
import java.util.List;

/** Running code as a graph: states that can be saved and restored, steps, and where each variable of the specification is. */
interface Code {
    /** The module that it is compared with. */
    String module();

    List<Variable> variables();

    /** How many values each kind of argument has. */
    int[] sizes();

    /**
     * The step with this text.
     *
     * @throws BadInput if there is none
     */
    long step(String text);

    String show(long step);

    /** All enabled steps, in any order. */
    long[] enabled();

    void apply(long step);

    int[] save();

    void restore(int[] snapshot);

    /** The number of the state in a set, as {@link Fingerprints#add}. */
    int addTo(Fingerprints states);

    /** Every value of every variable, in the order of {@link #variables}, the last domain running fastest. */
    int[] vector();

    /** Compares invariants; the specification's configuration names them. */
    Verdicts verdicts(SpecificationGraph specification);

    /** One line for each value in which two vectors differ. */
    String difference(int[] code, int[] specification);
}
