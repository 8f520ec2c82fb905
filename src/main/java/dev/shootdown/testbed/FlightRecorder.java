package dev.shootdown.testbed;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.Flight.Doing;
import dev.shootdown.testbed.Flight.Signal;
import dev.shootdown.testbed.Flight.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches a testbed's steps and keeps what led to the slowest shootdown of the first VM. A run is a function of its inputs, so
 * that the slowest shootdown of a run that is over is found by doing the run again, watched.
 */
public final class FlightRecorder {
    /** How much is remembered at most; a picture of more could not be read anyway. */
    private static final int MOST_SPANS = 1 << 16;

    private static final int MOST_SIGNALS = 1 << 14;
    /** What happened before the shootdown is shown for this part of its length. */
    private static final int LEAD = 8;

    private final Testbed testbed;
    private final Machine machine;
    private final State state;
    private final long warmUp;
    private final Doing[] doing;
    private final int[] where;
    private final long[] since;
    private final long[] flushSince;
    private final Map<Long, Long> sent = new HashMap<>();
    private final Deque<Span> spans = new ArrayDeque<>();
    private final Deque<Signal> signals = new ArrayDeque<>();
    /** The vCPU whose last step has not shown in its state when it was announced. */
    private int changing = State.NONE;

    private long changedAt;
    private Flight slowest;

    /**
     * Begins to watch; nobody else may.
     *
     * @param warmUp shootdowns that begin earlier do not count, in cycles
     */
    public FlightRecorder(Testbed testbed, long warmUp) {
        this.testbed = testbed;
        this.warmUp = warmUp;
        machine = testbed.machine();
        state = machine.state;
        int n = state.vcpus();
        doing = new Doing[n];
        where = new int[n];
        since = new long[n];
        flushSince = new long[n];
        Arrays.fill(flushSince, -1);
        for (int v = 0; v < n; v++) {
            doing[v] = doing(v);
            where[v] = pcpu(v);
        }
        testbed.watch(this::before);
    }

    /** The slowest shootdown so far, if there was one. */
    public Optional<Flight> slowest() {
        return Optional.ofNullable(slowest);
    }

    private void before(long step) {
        settle();
        int actor = Step.a(step);
        switch (Step.kind(step)) {
            case Steps.READ_CPUMASK -> flushSince[actor] = testbed.now();
            case Steps.FINISH_FLUSH -> returned(actor);
            case Steps.SEND_FLUSH_IPI -> sent.put(key(actor, Step.b(step)), testbed.now());
            case Steps.TAKE_FLUSH_IPI -> taken(actor);
            default -> ofScheme(step);
        }
        changing = isPcpuStep(step) ? Step.b(step) : actor;
        changedAt = testbed.now();
    }

    private boolean isPcpuStep(long step) {
        return !machine.kind(step).arguments().isEmpty()
                && machine.kind(step).arguments().get(0) == StepKind.Argument.PCPU;
    }

    private void ofScheme(long step) {
        if (Step.kind(step) < Steps.FIRST_OF_SCHEME) {
            return;
        }
        switch (machine.kind(step).name()) {
            case "SendHostIpi" -> sent.put(key(Step.a(step), state.get(Step.a(step), State.ASKED_CPU)), testbed.now());
            case "Invvpid" ->
                remember(new Signal(
                        Step.b(step),
                        Step.a(step),
                        true,
                        sent.getOrDefault(key(Step.b(step), Step.a(step)), testbed.now()),
                        testbed.now()));
            default -> {}
        }
    }

    private void taken(int t) {
        int vm = state.vmOf(t);
        for (int i = state.firstOf(vm); i < state.vcpus() && state.vmOf(i) == vm; i++) {
            if (state.call(i, t) == State.QUEUED && sent.containsKey(key(i, t))) {
                remember(new Signal(i, t, false, sent.remove(key(i, t)), testbed.now()));
            }
        }
    }

    private static long key(int from, int to) {
        return (long) from << 32 | to;
    }

    /** The last step has been taken: what its vCPU does now may be something else. */
    private void settle() {
        if (changing == State.NONE || changing >= doing.length) {
            return;
        }
        Doing now = doing(changing);
        int p = pcpu(changing);
        if (now != doing[changing] || p != where[changing]) {
            if (changedAt > since[changing]) {
                remember(new Span(changing, where[changing], doing[changing], since[changing], changedAt));
            }
            doing[changing] = now;
            where[changing] = p;
            since[changing] = changedAt;
        }
    }

    private Doing doing(int v) {
        int mode = state.get(v, State.MODE);
        if (mode == State.OUT) {
            return state.is(v, State.HALTED) ? Doing.HALTED : Doing.WAITS_FOR_PCPU;
        }
        int pc = state.get(v, State.PC);
        if (mode == State.HOST) {
            return pc == State.HYPERCALL
                    ? Doing.IN_FLUSH_HYPERCALL
                    : state.is(v, State.HALTED) ? Doing.HALTED : Doing.IN_VMM;
        }
        if (state.inHandler(v)) {
            return Doing.IN_FLUSH_HANDLER;
        }
        return pc == State.REMOTE ? Doing.WAITS_FOR_FLUSH : Doing.IN_GUEST;
    }

    private int pcpu(int v) {
        return state.get(v, State.MODE) == State.OUT ? State.NONE : state.get(v, State.VMCS_CPU);
    }

    private void remember(Span span) {
        if (spans.size() == MOST_SPANS) {
            spans.removeFirst();
        }
        spans.addLast(span);
    }

    private void remember(Signal signal) {
        if (signals.size() == MOST_SIGNALS) {
            signals.removeFirst();
        }
        signals.addLast(signal);
    }

    private void returned(int i) {
        long start = flushSince[i];
        long now = testbed.now();
        flushSince[i] = -1;
        boolean slower = slowest == null || now - start > slowest.end() - slowest.start();
        if (start >= warmUp && state.vmOf(i) == 0 && now > start && slower) {
            slowest = flight(i, start, now);
        }
    }

    private Flight flight(int i, long start, long end) {
        long from = Math.max(0, start - (end - start) / LEAD);
        List<Span> shown =
                new ArrayList<>(spans.stream().filter(span -> span.end() > from).toList());
        for (int v = 0; v < doing.length; v++) {
            if (end > since[v]) {
                shown.add(new Span(v, where[v], doing[v], since[v], end));
            }
        }
        return new Flight(
                i,
                start,
                end,
                from,
                machine.scope.vcpusOfVm(),
                machine.scope.pcpus(),
                shown,
                signals.stream().filter(signal -> signal.taken() >= from).toList());
    }
}
