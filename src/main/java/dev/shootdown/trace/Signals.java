package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.ArrayList;
import java.util.List;

/**
 * IPIs in a schedule: each is on its way from the step that sets its bit, or sends it once more, to the one that clears the
 * bit.
 */
final class Signals {
    private final List<Event> events = new ArrayList<>();

    /** By vCPU and by pCPU: those on their way there. */
    private final List<List<Signal>> toVcpu = new ArrayList<>();

    private final List<List<Signal>> toPcpu = new ArrayList<>();
    private final List<Signal> all = new ArrayList<>();

    /** A signal is sent, or taken. */
    record Event(Signal signal, boolean isTaken) {}

    /** What the step that led to this state sent and took, by target. */
    List<Event> at(Machine machine, int number, long step) {
        State s = machine.state;
        events.clear();
        while (toVcpu.size() < s.vcpus()) {
            toVcpu.add(new ArrayList<>());
        }
        while (toPcpu.size() < machine.scope.pcpus()) {
            toPcpu.add(new ArrayList<>());
        }
        String sender = number == 0 ? "" : machine.kind(step).arguments().get(0).show(Step.a(step));
        for (int v = 0; v < toVcpu.size(); v++) {
            boolean isSent =
                    number > 0 && Step.kind(step) == Steps.SEND_FLUSH_IPI && Step.b(step) == v && s.is(v, State.VECTOR);
            add(toVcpu.get(v), s.is(v, State.VECTOR), isSent, number, sender, Argument.VCPU.show(v));
        }
        for (int p = 0; p < toPcpu.size(); p++) {
            add(toPcpu.get(p), s.hostIpiPending(p), false, number, sender, Argument.PCPU.show(p));
        }
        return events;
    }

    private void add(
            List<Signal> onTheWay, boolean isPending, boolean isSent, int number, String sender, String target) {
        if (isSent || isPending && onTheWay.isEmpty()) {
            Signal signal = new Signal(all.size() + 1, sender, number, target, Signal.PENDING);
            onTheWay.add(signal);
            all.add(signal);
            events.add(new Event(signal, false));
        } else if (!isPending) {
            for (Signal signal : onTheWay) {
                all.set(signal.id() - 1, signal.takenWith(number));
                events.add(new Event(signal, true));
            }
            onTheWay.clear();
        }
    }

    /** All signals so far, in the order in which they were sent. */
    List<Signal> all() {
        return List.copyOf(all);
    }
}
