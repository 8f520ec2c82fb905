package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.Fingerprints;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import java.util.List;

/** The machine of TLB shootdown, as {@link Mapping} sees it. */
final class MachineCode implements Code {
    private final Machine machine;
    private final Mapping mapping;
    private final int[] sizes;
    private final Offers offers;

    MachineCode(Machine machine) {
        this.machine = machine;
        mapping = new Mapping(machine.scope);
        sizes = Mapping.sizes(machine.scope);
        offers = machine.offers();
    }

    @Override
    public String module() {
        return machine.scheme.module();
    }

    @Override
    public List<Variable> variables() {
        return Mapping.VARIABLES;
    }

    @Override
    public int[] sizes() {
        return sizes;
    }

    @Override
    public long step(String text) {
        return machine.step(text);
    }

    @Override
    public String show(long step) {
        return machine.show(step);
    }

    @Override
    public long[] enabled() {
        machine.enabled(offers);
        long[] steps = new long[offers.size()];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = offers.get(k);
        }
        return steps;
    }

    @Override
    public void apply(long step) {
        machine.apply(step);
    }

    @Override
    public int[] save() {
        int[] snapshot = new int[machine.state.size()];
        machine.state.save(snapshot);
        return snapshot;
    }

    @Override
    public void restore(int[] snapshot) {
        machine.state.restore(snapshot);
    }

    @Override
    public int addTo(Fingerprints states) {
        return states.add(machine.state);
    }

    @Override
    public int[] vector() {
        return mapping.vector(machine.state);
    }

    @Override
    public Verdicts verdicts(SpecificationGraph specification) {
        return new VerdictComparison(machine, specification);
    }

    @Override
    public String difference(int[] code, int[] specification) {
        return mapping.difference(code, specification);
    }
}
