package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Software walks of page tables, and page-table pages that are freed under them. */
class WalkersTest {
    private static final Scope SCOPE = Scope.small(2, 2, 1, 1, 1, 2, Walk.features(Feature.TABLES, Feature.WALKERS));

    /** v2 walks x1, which v1 has unhooked and is about to flush. */
    private static Walk walking(String scheme, String... bugs) {
        return Walk.of(scheme, SCOPE, bugs)
                .enter(1, 1)
                .enter(2, 2)
                .take("HookTable(v1, x1)", "StartWalk(v2)", "UnhookTable(v1, m1)")
                .take("PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
    }

    private static Walk flushedByTheVmm(String... bugs) {
        return walking("shoot4u", bugs)
                .take("Hypercall(v1)", "ReadVcpuCpu(v1, v2)", "SendHostIpi(v1)")
                .take("TakeHostIpi(p2)", "Invvpid(p2, v1)", "AckHostIpi(p2, v1)")
                .take("ReturnFromHypercall(v1)", "EnterGuest(v1)", "FinishFlush(v1)", "EnterGuest(v2)");
    }

    @Test
    void aWalkKeepsInterruptsOffAndTheSpaceLoaded() {
        Walk w = Walk.of("baseline", SCOPE).enter(1, 1).take("HookTable(v1, x1)");
        assertFalse(w.can("EndWalk(v1)"));
        w.take("StartWalk(v1)");
        for (String step : new String[] {"EnableInterrupts(v1)", "StartWalk(v1)", "UnhookTable(v1, m1)"}) {
            assertFalse(w.can(step), step);
        }
        w.take("EndWalk(v1)");
        assertFalse(w.machine.state.is(0, State.IRQS_OFF));
        assertTrue(w.can("StartWalk(v1)"));
    }

    @Test
    void theBaselineWaitsForTheWalkSinceItWaitsForTheInterrupt() {
        Walk w = walking("baseline").take("QueueCall(v1, v2)", "SendFlushIpi(v1, v2)");
        assertFalse(w.can("TakeFlushIpi(v2)"), "interrupts are off");
        assertFalse(w.can("FinishFlush(v1)"));
        w.take("EndWalk(v2)", "TakeFlushIpi(v2)", "HandleFlush(v2, v1)", "AckFlush(v2, v1)", "FinishFlush(v1)");
        w.take("FreeTable(v1)");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void shoot4uReturnsMeanwhileAndTheGracePeriodWaits() {
        Walk w = flushedByTheVmm();
        assertFalse(w.can("FreeTable(v1)"));
        w.take("QueueTableFree(v1)");
        assertFalse(w.can("FreeTable(v1)"), "v2 walked when the grace period began");
        assertFalse(w.can("HookTable(v2, x1)"));
        w.take("EndWalk(v2)", "HookTable(v2, x2)", "StartWalk(v2)");
        assertTrue(w.machine.state.isEmpty(w.machine.state.graceFor(0)));
        w.take("FreeTable(v1)");
        assertEquals(State.IDLE, w.machine.state.get(0, State.PC), "v2's next walk, on x2, is not waited for");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void asPublishedItFreesThePageUnderTheWalk() {
        Walk w = flushedByTheVmm("shoot4u-gup-race").take("FreeTable(v1)");
        assertEquals(Invariant.NO_FREED_TABLE_WALK, Invariant.firstBroken(w.machine));
        assertEquals(
                "v2 walks page table x1 of m1 in software, which gave it back",
                Invariant.NO_FREED_TABLE_WALK.explain(w.machine));
    }

    @Test
    void aWalkerThatIsOutIsAskedToFlushAndGoesOnWalking() {
        Walk w = walking("pv_tlb_flush", "no-rcu-table-free").take("ExitGuest(v2)", "Preempt(v2)");
        w.take("ReadPvState(v1, v2)", "FlagFlush(v1)", "FinishFlush(v1)", "FreeTable(v1)");
        assertEquals(Invariant.NO_FREED_TABLE_WALK, Invariant.firstBroken(w.machine));
    }
}
