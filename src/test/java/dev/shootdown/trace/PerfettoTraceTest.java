package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reads traces back with a decoder of the wire format alone, which knows nothing of the encoder. */
class PerfettoTraceTest {
    private static List<ProtoDecoder> packets(Recording recording) {
        return ProtoDecoder.parse(PerfettoTrace.of(recording)).messages(1);
    }

    private static List<ProtoDecoder> events(Recording recording) {
        List<ProtoDecoder> events = new ArrayList<>();
        packets(recording).forEach(packet -> events.addAll(packet.messages(11)));
        return events;
    }

    /** One shootdown of the baseline: v1 unmaps a page that v2 may have cached. */
    private static Recording ofAnIpi() {
        Scope scope =
                new Scope(List.of(2, 1), 3, 1, 1, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, EnumSet.noneOf(Feature.class));
        List<String> steps = new ArrayList<>();
        for (String v : List.of("1", "2")) {
            steps.add("LoadVcpu(v" + v + ", p" + v + ")");
            steps.add("PublishVcpuCpu(v" + v + ")");
            steps.add("ServeRequests(v" + v + ")");
            steps.add("EnterGuest(v" + v + ")");
        }
        steps.addAll(List.of(
                "MapPage(v1, g1, f1)",
                "ClearPte(v1, m1, g1)",
                "PinThread(v1)",
                "FlushLocal(v1)",
                "ReadCpumask(v1)",
                "QueueCall(v1, v2)",
                "SendFlushIpi(v1, v2)",
                "TakeFlushIpi(v2)",
                "HandleFlush(v2, v1)",
                "AckFlush(v2, v1)",
                "FinishFlush(v1)"));
        return new Recording("test", "baseline", List.of(), scope, "by hand", 0, 0, "NoStaleTranslation", steps);
    }

    @Test
    void describesAProcessForEachVmAndATrackForEachCpu() {
        Map<Long, String> processes = new TreeMap<>();
        Map<String, String> threads = new TreeMap<>();
        for (ProtoDecoder packet : packets(ofAnIpi())) {
            for (ProtoDecoder track : packet.messages(60)) {
                track.messages(3).forEach(process -> processes.put(track.number(1), process.text(6)));
                track.messages(4).forEach(thread -> threads.put(thread.text(5), processes.get(track.number(5))));
            }
        }
        assertEquals(List.of("host", "VM 1 (baseline)", "VM 2 (baseline)"), List.copyOf(processes.values()));
        assertEquals(
                "{p1=host, p2=host, p3=host, v1=VM 1 (baseline), v2=VM 1 (baseline), v3=VM 2 (baseline)}",
                threads.toString());
    }

    @Test
    void drawsAnArrowFromAnIpiToItsHandler() {
        Map<Object, String> from = new TreeMap<>();
        Map<Object, String> to = new TreeMap<>();
        for (ProtoDecoder event : events(ofAnIpi())) {
            event.all(47).forEach(flow -> from.put(flow, event.text(23)));
            event.all(48).forEach(flow -> to.put(flow, event.text(23)));
        }
        assertEquals("{1=SendFlushIpi(v1, v2)}", from.toString());
        assertEquals("{1=TakeFlushIpi(v2)}", to.toString());
    }

    @Test
    void closesEverySliceThatItOpensAndNeverGoesBackInTime() {
        Map<Long, Integer> open = new TreeMap<>();
        int steps = 0;
        long last = 0;
        for (ProtoDecoder packet : packets(ofAnIpi())) {
            assertTrue(packet.number(8) >= last);
            last = packet.number(8);
            assertEquals(1, packet.number(10));
            for (ProtoDecoder event : packet.messages(11)) {
                int change = event.number(9) == 1 ? 1 : event.number(9) == 2 ? -1 : 0;
                int depth = open.merge(event.number(11), change, Integer::sum);
                assertTrue(depth >= 0 && depth <= 2, event.text(23));
                steps += event.text(22).equals("step") ? 1 : 0;
            }
        }
        assertEquals(ofAnIpi().steps().size(), steps);
        open.forEach((track, depth) -> assertEquals(0, depth));
    }

    @Test
    void marksWhereTheInvariantBreaksAndWhy() {
        List<ProtoDecoder> broken = events(RecordingFileTest.freedEarly()).stream()
                .filter(event -> event.text(22).equals("broken"))
                .toList();
        assertEquals(1, broken.size());
        assertEquals("NoFreedTableWalk breaks", broken.get(0).text(23));
        ProtoDecoder why = broken.get(0).messages(4).get(0);
        assertEquals("why", why.text(10));
        assertTrue(why.text(6).startsWith("p1 caches for v1 that page table x1"), why.text(6));
        assertFalse(events(RecordingFileTest.freedEarly()).isEmpty());
    }
}
