package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.imported.Choices;
import dev.shootdown.testbed.imported.ImportedHost;
import dev.shootdown.testbed.imported.Inferred;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.trace.ProtoDecoder;
import dev.shootdown.trace.host.TraceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * There and back: what kernels would have recorded of a run, read as a trace of an unknown host, gives back the profile that made
 * the run. The testbed knows the truth, which no recording of a real host does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelRecorderTest {
    private static final double SECONDS = 2;

    private final Scenario scenario = Profiles.scenario("paper-2vm");
    private String host;
    private String guest;
    private byte[] picture;
    private Result truth;
    private ImportedHost imported;

    @TempDir
    Path folder;

    private record Run(String host, String guest, byte[] picture, Result result) {}

    private static Run record(Scenario scenario, String system) {
        Testbed testbed = new Testbed(scenario, SystemName.parse(system), Set.of(), 1);
        StringWriter host = new StringWriter();
        StringWriter guest = new StringWriter();
        KernelRecorder recorder = new KernelRecorder(testbed, scenario, host, guest);
        Result result = testbed.run();
        byte[] picture = recorder.finish().toByteArray();
        return new Run(host.toString(), guest.toString(), picture, result);
    }

    private static TraceFile read(String name, String text) throws IOException {
        return TraceFile.read(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), bytes -> {});
    }

    private Scenario lasting(double seconds) {
        return scenario.lasting(0, Math.round(seconds * scenario.machine().clockHz()));
    }

    @BeforeAll
    void runAndImport() throws IOException {
        Run run = record(lasting(SECONDS), "baseline");
        host = run.host();
        guest = run.guest();
        picture = run.picture();
        truth = run.result();
        Choices choices = new Choices(
                "there-and-back",
                Profiles.machine("paper-ivy-bridge"),
                Profiles.workload("dedup", scenario.machine().clockHz()),
                Profiles.workload("sysbench-cpu", scenario.machine().clockHz()),
                Optional.empty(),
                Optional.empty(),
                false);
        imported = ImportedHost.of(List.of(read("host.txt", host), read("guest.txt", guest)), choices);
    }

    private double fitted(String key) {
        return imported.inferred().stream()
                .filter(one -> one.key().equals(key) && one.measured())
                .mapToDouble(Inferred::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " was not inferred"));
    }

    /** The true value in ns. */
    private double nanos(long cycles) {
        return cycles / scenario.machine().clockHz() * 1e9;
    }

    @Test
    void findsTheCostsAgain() {
        var machine = scenario.machine();
        assertEquals(nanos(machine.virtualization().icrWrite()), fitted("machine.virtualization.icr_write"), 2);
        assertEquals(nanos(machine.virtualization().hltExit()), fitted("machine.virtualization.hlt_exit"), 2);
        assertEquals(nanos(machine.host().ipiSameSocket()), fitted("machine.host.ipi_same_socket"), 2);
        assertEquals(nanos(machine.guest().invlpg()), fitted("machine.guest.invlpg"), 0.5);
        assertEquals(nanos(machine.guest().flushHandler()), fitted("machine.guest.flush_handler"), 2);
        assertEquals(nanos(machine.guest().cr3Write()), fitted("machine.guest.cr3_write"), 2);
        // A slice ends at the first tick after it: up to a millisecond of it is the tick's.
        assertEquals(nanos(machine.scheduler().latency()), fitted("machine.scheduler.latency"), 2.2e6);
    }

    @Test
    void findsTheVmsAgain() throws IOException {
        for (Map.Entry<String, String> file : imported.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        Scenario again = Profiles.scenario(folder.resolve("scenario.yaml").toString());
        assertEquals(2, again.vms().size());
        assertEquals(12, again.vms().get(0).vcpus());
        assertEquals(12, again.vms().get(1).vcpus());
        assertEquals(12, again.pcpus().size());
    }

    @Test
    void findsEveryFlushAgain() throws IOException {
        var seen = read("guest.txt", guest).seen();
        assertEquals(truth.shootdowns(), seen.flushes(4), 12.0, "those under way at the end did not return");
        var pages = seen.remoteFlushes().pages();
        // Hansen's table: 56.9 % of one page; a few hundred draws.
        assertEquals(0.569, (double) pages.of(1) / pages.total(), 0.08);
        assertTrue(pages.full() > 0);
        // The last handler's end is known, and not when the initiator, preempted in its turn, has seen it.
        double mean = nanos(Math.round(truth.latency().getMean()));
        assertTrue(seen.shootdowns().mean() < mean, seen.shootdowns().mean() + " of " + mean);
        assertTrue(seen.shootdowns().mean() > mean / 2, seen.shootdowns().mean() + " of " + mean);
    }

    @Test
    void countsExitsAsTheTestbedDoes() throws IOException {
        var exits = read("host.txt", host).seen().exits();
        for (ExitReason reason : ExitReason.values()) {
            long samples = truth.exits().samples(reason);
            if (samples > 0) {
                var times = exits.get(reason.name()).all();
                assertEquals(samples, times.count(), reason.name());
                double hidden = nanos(800) * samples;
                assertEquals(
                        nanos(truth.exits().totalCycles(reason)) - hidden,
                        times.total(),
                        times.total() * 1e-3,
                        reason.name());
            }
        }
    }

    @Test
    void writesEventsInOrderAndOfOneForm() throws IOException {
        for (String text : List.of(host, guest)) {
            TraceFile file = read("trace.txt", text);
            assertEquals("ftrace", file.format());
            assertEquals(List.of(), file.unread());
            assertEquals(0, file.seen().backwards());
            assertEquals(file.seen().events(), file.seen().usedEvents());
            assertEquals(12, file.cpus());
        }
    }

    @Test
    void findsPauseExitsAgain() throws IOException {
        Run run = record(lasting(0.1), "baseline+ple");
        var times = read("host.txt", run.host()).seen().exits().get("PAUSE_INSTRUCTION");
        var machine = scenario.machine();
        double visible = nanos(machine.virtualization().vmExit()
                        + machine.virtualization().vmEntry())
                / 3;
        assertEquals(
                nanos(machine.spinning().pleExit()) + visible,
                times.undisturbed().median(),
                2);
    }

    @Test
    void findsHypercallsAgain() throws IOException {
        Run run = record(lasting(0.5), "shoot4u");
        var seen = read("host.txt", run.host()).seen();
        assertNotNull(seen.hypercalls().get((long) KernelEvents.FLUSH_HYPERCALL));
        assertEquals(
                run.result().exits().samples(ExitReason.VMCALL),
                seen.hypercalls().get((long) KernelEvents.FLUSH_HYPERCALL).all().count());
    }

    @Test
    void drawsSlicesAndArrowsThatAViewerReads() {
        Map<Long, Integer> open = new TreeMap<>();
        Set<Object> begun = new HashSet<>();
        Set<Object> ended = new HashSet<>();
        Set<String> names = new HashSet<>();
        long last = 0;
        for (ProtoDecoder packet : ProtoDecoder.parse(picture).messages(1)) {
            for (ProtoDecoder track : packet.messages(60)) {
                names.add(track.text(2));
            }
            for (ProtoDecoder event : packet.messages(11)) {
                assertTrue(packet.number(8) >= last, "time goes back");
                last = packet.number(8);
                int change = event.number(9) == 1 ? 1 : event.number(9) == 2 ? -1 : 0;
                int depth = open.merge(event.number(11), change, Integer::sum);
                assertTrue(depth >= 0 && depth <= 3, event.text(23) + " at depth " + depth);
                begun.addAll(event.all(47));
                ended.addAll(event.all(48));
            }
        }
        assertTrue(names.containsAll(Set.of("host", "vm1", "vm2", "p12", "v24", "v12 flushes")), names.toString());
        assertTrue(begun.containsAll(ended));
        assertTrue(ended.size() > begun.size() / 2, ended.size() + " of " + begun.size() + " arrows arrive");
    }

    @Test
    void changesNothingOfTheRun() {
        Scenario shortly = lasting(0.3);
        Result watched = record(shortly, "baseline").result();
        Result alone = new Testbed(shortly, SystemName.parse("baseline"), Set.of(), 1).run();
        assertEquals(alone.steps(), watched.steps());
        assertEquals(alone.events(), watched.events());
        assertEquals(alone.latency(), watched.latency());
    }
}
