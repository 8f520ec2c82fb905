package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.GUEST;
import static dev.shootdown.machine.lock.LockState.HOLDING;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.OUT;
import static dev.shootdown.machine.lock.LockState.RELEASING;
import static dev.shootdown.machine.lock.LockState.TRYING;
import static dev.shootdown.machine.lock.LockState.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The locks, whose tickets are sets, beside the counters that Linux keeps: head, tail, and a number for each ticket. Both have
 * the same steps at every moment, and what is in front of a ticket are as many as lie between head and its number.
 */
class LockNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "ticket_lock, 1",
        "ticket_lock, 3",
        "ticket_lock, 32",
        "ticket_lock, 40",
        "preemptable_ticket_lock, 1",
        "preemptable_ticket_lock, 3",
        "preemptable_ticket_lock, 32",
        "preemptable_ticket_lock, 40"
    })
    void takeTheStepsThatCountersAllow(String name, int vcpus) {
        for (long seed = 0; seed < 3; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Lock lock = Locks.named(name, vcpus, Set.of());
            Counters counters = new Counters(vcpus, name.equals(PreemptableTicketLock.NAME));
            int[] snapshot = new int[lock.state().size()];
            for (int k = 0; k < 10 * vcpus + 200; k++) {
                List<Long> enabled = lock.enabled();
                assertEquals(
                        counters.enabled(), enabled.stream().map(lock::show).toList());
                long step = enabled.get(random.nextInt(enabled.size()));
                lock.state().save(snapshot);
                lock.apply(step);
                lock.state().restore(snapshot);
                lock.apply(step);
                counters.take(lock.show(step));
                counters.compare(lock);
                for (LockInvariant invariant : k % vcpus == 0 ? lock.invariants() : List.<LockInvariant>of()) {
                    assertEquals("", invariant.explain(lock));
                }
            }
        }
    }

    /** arch/x86/include/asm/spinlock.h of Linux 3.x, and pmtlock's HOLD word beside it. */
    private static final class Counters {
        private final int vcpus;
        private final boolean preemptable;
        private final boolean[] runs;
        private final int[] pc;
        private final int[] ticket;
        private final boolean[] timedOut;
        private int head;
        private int tail;
        private boolean hold;

        Counters(int vcpus, boolean preemptable) {
            this.vcpus = vcpus;
            this.preemptable = preemptable;
            runs = new boolean[vcpus];
            pc = new int[vcpus];
            ticket = new int[vcpus];
            timedOut = new boolean[vcpus];
        }

        List<String> enabled() {
            List<String> steps = new ArrayList<>();
            for (int v = 0; v < vcpus; v++) {
                String of = "(v" + (v + 1) + ")";
                steps.add((runs[v] ? "Preempt" : "EnterGuest") + of);
                if (!runs[v]) {
                    continue;
                }
                switch (pc[v]) {
                    case IDLE -> steps.add("TakeTicket" + of);
                    case WAITING -> {
                        if (ticket[v] <= head) {
                            steps.add("SeeTurn" + of);
                        }
                        if (preemptable) {
                            steps.add("TimeOut" + of);
                        }
                    }
                    case TRYING -> {
                        if (!hold) {
                            steps.add("TestAndSet" + of);
                        }
                    }
                    case HOLDING -> steps.add("AdvanceTicket" + of);
                    case RELEASING -> steps.add("ReleaseHold" + of);
                    default -> throw new AssertionError(pc[v]);
                }
            }
            return steps;
        }

        void take(String step) {
            int open = step.indexOf("(v");
            int v = Integer.parseInt(step.substring(open + 2, step.length() - 1)) - 1;
            switch (step.substring(0, open)) {
                case "EnterGuest" -> runs[v] = true;
                case "Preempt" -> runs[v] = false;
                case "TakeTicket" -> {
                    ticket[v] = tail++;
                    pc[v] = WAITING;
                }
                case "SeeTurn" -> pc[v] = preemptable ? TRYING : HOLDING;
                case "TimeOut" -> {
                    timedOut[v] = true;
                    pc[v] = TRYING;
                }
                case "TestAndSet" -> {
                    hold = true;
                    pc[v] = HOLDING;
                }
                case "AdvanceTicket" -> {
                    head++;
                    timedOut[v] = false;
                    pc[v] = preemptable ? RELEASING : IDLE;
                }
                case "ReleaseHold" -> {
                    hold = false;
                    pc[v] = IDLE;
                }
                default -> throw new AssertionError(step);
            }
        }

        void compare(Lock lock) {
            LockState s = lock.state();
            assertEquals(hold, s.hold());
            assertEquals(tail - head, members(s, s.tickets()).size());
            for (int v = 0; v < vcpus; v++) {
                boolean has = pc[v] == WAITING || pc[v] == TRYING || pc[v] == HOLDING;
                boolean passed = has && ticket[v] < head;
                assertEquals(runs[v] ? GUEST : OUT, s.mode(v));
                assertEquals(pc[v], s.pc(v));
                assertEquals(has, s.has(s.tickets(), v));
                assertEquals(passed, s.has(s.passed(), v));
                assertEquals(timedOut[v], s.has(s.timedOut(), v));
                List<Integer> front = members(s, s.front(v));
                assertEquals(front.isEmpty(), s.isEmpty(s.front(v)));
                if (!passed) {
                    assertEquals(has ? ticket[v] - head : 0, front.size());
                    assertEquals(preemptable ? front : earlier(v, has), front);
                }
            }
        }

        /** Who has a lower number and is still to come: in a queue that nobody leaves out of order. */
        private List<Integer> earlier(int v, boolean has) {
            List<Integer> before = new ArrayList<>();
            for (int u = 0; has && u < vcpus; u++) {
                if ((pc[u] == WAITING || pc[u] == HOLDING) && ticket[u] < ticket[v]) {
                    before.add(u);
                }
            }
            return before;
        }

        private static List<Integer> members(LockState s, int set) {
            List<Integer> members = new ArrayList<>();
            for (int v = 0; v < s.vcpus(); v++) {
                if (s.has(set, v)) {
                    members.add(v);
                }
            }
            return members;
        }
    }
}
