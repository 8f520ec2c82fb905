package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.scheme.Shoot4U;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines beyond what a 64-bit mask holds. */
class LargeMachineTest {
    private static Scope scope(int vcpus, int pcpus) {
        return new Scope(List.of(vcpus), pcpus, 1, 1, 1, 0, 1, 1, new TlbGeometry(1, 2), Set.of());
    }

    @Test
    void keepsSetsOfAnySize() {
        State s = Walk.of("baseline", Scope.small(100, 1, 1, 1, 1, 0, Set.of())).machine.state;
        int set = s.targets(0);
        assertEquals(State.NONE, s.next(set, 0, 0));
        for (int v : new int[] {0, 31, 32, 63, 64, 99}) {
            s.add(set, v);
        }
        assertEquals(0, s.next(set, 0, 0));
        assertEquals(31, s.next(set, 0, 1));
        assertEquals(32, s.next(set, 0, 32));
        assertEquals(64, s.next(set, 0, 64));
        assertEquals(99, s.next(set, 0, 65));
        assertEquals(State.NONE, s.next(set, 0, 100));
        s.remove(set, 64);
        assertFalse(s.has(set, 64));
        assertEquals(99, s.next(set, 0, 64));
        assertTrue(s.isEmpty(s.targets(1)), "the neighbour's set is untouched");
    }

    @ParameterizedTest
    @CsvSource({"65", "4096"})
    void shootsDownNativelyOverManyVcpus(int vcpus) {
        Machine m = allRunning("baseline", vcpus);
        unmapByFirst(m);
        for (int t = 1; t < vcpus; t++) {
            take(m, Step.of(Steps.QUEUE_CALL, 0, t));
        }
        for (int t = vcpus - 1; t >= 1; t--) {
            take(m, Step.of(Steps.SEND_FLUSH_IPI, 0, t));
            take(m, Step.of(Steps.TAKE_FLUSH_IPI, t));
            take(m, Step.of(Steps.HANDLE_FLUSH, t, 0));
            assertFalse(m.can(Step.of(Steps.FINISH_FLUSH, 0)));
            take(m, Step.of(Steps.ACK_FLUSH, t, 0));
        }
        finish(m);
    }

    @ParameterizedTest
    @CsvSource({"65", "4096"})
    void shootsDownByHypercallOverManyVcpus(int vcpus) {
        Machine m = allRunning("shoot4u", vcpus);
        unmapByFirst(m);
        take(m, Step.of(Shoot4U.HYPERCALL_STEP, 0));
        for (int t = 1; t < vcpus; t++) {
            take(m, Step.of(Shoot4U.READ_VCPU_CPU, 0, t));
            take(m, Step.of(Shoot4U.SEND_HOST_IPI, 0));
            take(m, Step.of(Shoot4U.TAKE_HOST_IPI, t));
            take(m, Step.of(Shoot4U.INVVPID, t, 0));
            assertFalse(m.can(Step.of(Shoot4U.RETURN_FROM_HYPERCALL, 0)));
            take(m, Step.of(Shoot4U.ACK_HOST_IPI, t, 0));
        }
        take(m, Step.of(Shoot4U.RETURN_FROM_HYPERCALL, 0));
        take(m, Step.of(Steps.ENTER_GUEST, 0));
        finish(m);
    }

    private static Machine allRunning(String scheme, int vcpus) {
        Machine m = new Machine(Schemes.named(scheme), scope(vcpus, vcpus), Set.of());
        for (int v = 0; v < vcpus; v++) {
            take(m, Step.of(Steps.LOAD_VCPU, v, v));
            take(m, Step.of(Steps.PUBLISH_VCPU_CPU, v));
            take(m, Step.of(Steps.SERVE_REQUESTS, v));
            take(m, Step.of(Steps.ENTER_GUEST, v));
        }
        take(m, Step.of(Steps.MAP_PAGE, 0, 0, 0));
        for (int v = 0; v < vcpus; v++) {
            take(m, Step.of(Steps.FILL_TLB, v, 0));
        }
        return m;
    }

    private static void unmapByFirst(Machine m) {
        take(m, Step.of(Steps.CLEAR_PTE, 0, 0, 0));
        take(m, Step.of(Steps.PIN_THREAD, 0));
        take(m, Step.of(Steps.FLUSH_LOCAL, 0));
        take(m, Step.of(Steps.READ_CPUMASK, 0));
    }

    private static void finish(Machine m) {
        take(m, Step.of(Steps.FINISH_FLUSH, 0));
        assertNull(Invariant.firstBroken(m));
        for (int v = 0; v < m.state.vcpus(); v++) {
            assertEquals(State.NO_ENTRY, m.state.tlb(v, v, 0));
        }
        take(m, Step.of(Steps.FREE_FRAME, 0, 0));
        assertTrue(m.state.isFree(0));
    }

    private static void take(Machine m, long step) {
        if (!m.can(step)) {
            throw new AssertionError(m.show(step) + " is not enabled");
        }
        m.apply(step);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097, 10_000_000})
    void refusesANumberOfVcpusThatNoMachineHas(int vcpus) {
        assertThrows(BadInput.class, () -> scope(vcpus, 1));
    }
}
