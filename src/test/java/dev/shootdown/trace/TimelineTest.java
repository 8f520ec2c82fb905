package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static Recording recording(String scheme, Scope scope, String bug, String... steps) {
        return new Recording(
                "test",
                scheme,
                bug == null ? List.of() : List.of(bug),
                scope,
                "by hand",
                0,
                0,
                "NoStaleTranslation",
                List.of(steps));
    }

    @Test
    void showsWhoActsWhatChangesAndWhatBreaks() {
        Timeline timeline = Timeline.of(RecordingFileTest.freedEarly());
        assertEquals("""
                   step                         v1                        p1                 page tables
                   (first state)                out                       -                  -
                1  LoadVcpu(v1, p1)           > host flush due            v1
                2  PublishVcpuCpu(v1)         > .
                3  ServeRequests(v1)          > host
                4  EnterGuest(v1)             > guest
                5  HookTable(v1, x1)          > .                                            m1=x1
                6  CacheTable(v1)             > .                         v1 v1 walks x1
                7  UnhookTable(v1, m1)        > guest changed holds x1    v1 v1 walks x1*    -
                8  FreeTable(v1)  <== breaks  > guest changed

                NoFreedTableWalk is broken: p1 caches for v1 that page table x1 belongs to m1, which gave it back.
                The last change was step 7, UnhookTable(v1, m1); its shootdown has not returned.
                """, timeline.toString());
        assertEquals(Invariant.NO_FREED_TABLE_WALK, timeline.broken());
    }

    @Test
    void hasColumnsOnlyForThoseWhoTakePart() {
        Scope scope = Scope.small(4, 4, 1, 1, 1, 0, Set.of());
        String[] lines = Timeline.of(recording("baseline", scope, null, "LoadVcpu(v2, p4)", "PublishVcpuCpu(v2)"))
                .toString()
                .split("\n");
        assertEquals("   step                  v2                p4    page tables", lines[0]);
    }

    @Test
    void saysThatNothingBreaks() {
        Timeline timeline =
                Timeline.of(recording("shoot4u", Scope.small(1, 1, 1, 1, 1, 0, Set.of()), null, "LoadVcpu(v1, p1)"));
        assertNull(timeline.broken());
        assertEquals("", timeline.why());
        assertTrue(timeline.toString().endsWith("\nEvery invariant holds after the last step.\n"));
    }

    @Test
    void marksTheEntryThatThePageTableNoLongerHas() {
        Scope scope = Scope.small(1, 2, 1, 1, 1, 0, EnumSet.of(Feature.MIGRATE, Feature.PROTECT));
        String text = Timeline.of(recording(
                        "baseline",
                        scope,
                        "vpid-no-migration-flush",
                        "LoadVcpu(v1, p1)",
                        "PublishVcpuCpu(v1)",
                        "EnterGuest(v1)",
                        "MapPage(v1, g1, f1)",
                        "FillTlb(v1, g1)",
                        "ProtectPte(v1, m1, g1)",
                        "ExitGuest(v1)",
                        "Preempt(v1)",
                        "LoadVcpu(v1, p2)"))
                .toString();
        assertTrue(text.contains("v1 v1.g1=f1*"), text);
        assertTrue(text.contains("m1.g1=f1(ro)"), text);
        assertTrue(text.contains("> out changed holds g1=f1      - v1.g1=f1*"), text);
    }

    @Test
    void showsWhatAHypercallIsAt() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        String text = Timeline.of(recording(
                        "shoot4u",
                        scope,
                        null,
                        "LoadVcpu(v2, p2)",
                        "PublishVcpuCpu(v2)",
                        "LoadVcpu(v1, p1)",
                        "PublishVcpuCpu(v1)",
                        "ServeRequests(v1)",
                        "EnterGuest(v1)",
                        "MapPage(v1, g1, f1)",
                        "ClearPte(v1, m1, g1)",
                        "PinThread(v1)",
                        "FlushLocal(v1)",
                        "ReadCpumask(v1)",
                        "Hypercall(v1)",
                        "ReadVcpuCpu(v1, v2)",
                        "SendHostIpi(v1)",
                        "TakeHostIpi(p2)"))
                .toString();
        assertTrue(text.contains("host hypercall targets v2 asks p2 holds g1=f1"), text);
        assertTrue(text.contains("host ipi pending"), text);
        assertTrue(text.contains("in host handler"), text);
    }
}
