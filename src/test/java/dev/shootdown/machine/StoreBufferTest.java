package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StoreBufferTest {
    private static Walk running(String scheme, int spaces, String... bugs) {
        Scope scope = Scope.small(
                2, 2, spaces, 2, 2, 0, Walk.features(Feature.STORE_BUFFERS, Feature.CONCURRENT, Feature.PROTECT));
        Walk w = Walk.of(scheme, scope, bugs);
        for (int v = 1; v <= 2; v++) {
            w.take("LoadVcpu(v" + v + ", p" + v + ")", "PublishVcpuCpu(v" + v + ")", "DrainStore(v" + v + ")");
            w.take("ServeRequests(v" + v + ")", "EnterGuest(v" + v + ")");
        }
        return w;
    }

    @Test
    void showsAChangedEntryToOthersOnlyWhenItHasDrained() {
        Walk w = running("baseline", 1).take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)");
        State s = w.machine.state;
        assertEquals(State.entry(0, true), s.pt(0, 0));
        w.take("FillTlb(v2, g1)", "PinThread(v1)");
        assertFalse(w.can("FlushLocal(v1)"), "INVLPG waits for the buffer");
        w.take("DrainStore(v1)");
        assertEquals(State.NO_ENTRY, s.pt(0, 0));
        assertFalse(w.can("DrainStore(v1)"));
        assertTrue(w.can("FlushLocal(v1)"));
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void takesWriteAccessAwayWhenTheStoreDrains() {
        Walk w = running("baseline", 1).take("MapPage(v1, g2, f2)", "ProtectPte(v1, m1, g2)", "DrainStore(v1)");
        assertEquals(State.entry(1, false), w.machine.state.pt(0, 1));
    }

    @Test
    void keepsOneStoreAtATimeAndTheEntryLocked() {
        Walk w = running("baseline", 1).take("MapPage(v1, g1, f1)", "MapPage(v1, g2, f2)", "ClearPte(v1, m1, g1)");
        assertFalse(w.can("ClearPte(v1, m1, g2)"), "the first store has not drained");
        assertFalse(w.can("ClearPte(v2, m1, g1)"), "v1 holds the lock as long as its store is on its way");
        assertTrue(w.can("ClearPte(v2, m1, g2)"));
    }

    @Test
    void waitsForTheStoreBeforeAnExit() {
        Walk w = running("shoot4u", 1).take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)");
        assertFalse(w.can("ExitGuest(v1)"));
        w.take("DrainStore(v1)", "ExitGuest(v1)");
    }

    @Test
    void showsTheOwnBitBeforeTheNewRootIsLoaded() {
        Walk w = running("baseline", 2).take("SwitchMm(v2, m2)");
        State s = w.machine.state;
        assertFalse(s.has(s.cpumask(1), 1));
        assertFalse(w.can("LoadCr3(v2)"));
        w.take("DrainStore(v2)", "LoadCr3(v2)");
        assertTrue(s.has(s.cpumask(1), 1));
    }

    @Test
    void missesACpuThatComesToTheSpaceWithoutABarrier() {
        Walk w = running("baseline", 2, "CVE-2016-2069");
        w.take("SwitchMm(v1, m2)", "DrainStore(v1)", "LoadCr3(v1)", "ClearCpumask(v1, m1)");
        w.take("MapPage(v1, g1, f1)", "SwitchMm(v1, m1)", "DrainStore(v1)", "LoadCr3(v1)", "ClearCpumask(v1, m2)");
        w.take("ClearPte(v1, m2, g1)", "PinThread(v1)", "SkipLocal(v1)", "ReadCpumask(v1)");
        assertTrue(w.machine.state.isEmpty(w.machine.state.targets(0)));
        w.take("SwitchMm(v2, m2)", "DrainStore(v2)", "LoadCr3(v2)", "FillTlb(v2, g1)");
        w.take("DrainStore(v1)", "FinishFlush(v1)");
        assertEquals(Invariant.NO_STALE_TRANSLATION, Invariant.firstBroken(w.machine));
    }

    @Test
    void skipsNoVcpuThatRunsWhenWhereItIsComesBeforeItsEntry() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Walk.features(Feature.STORE_BUFFERS));
        Walk w = Walk.of("shoot4u", scope).take("LoadVcpu(v1, p1)");
        assertFalse(w.can("ServeRequests(v1)"));
        w.take("PublishVcpuCpu(v1)");
        assertFalse(w.can("ServeRequests(v1)"), "others do not see it yet");
        Walk late = Walk.of("shoot4u", scope, "shoot4u-cpu-order").take("LoadVcpu(v1, p1)", "ServeRequests(v1)");
        late.take("PublishVcpuCpu(v1)", "EnterGuest(v1)");
        assertEquals(State.NONE, late.machine.state.get(0, State.VCPU_CPU));
    }
}
