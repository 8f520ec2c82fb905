package dev.shootdown.testbed.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Distribution;
import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Workload;
import dev.shootdown.trace.host.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each number that is fitted to three samples, computed by hand; all others are those that stand in, and say so. */
class ImportedHostTest {
    /** current-server at 2 GHz: a cycle is half a nanosecond, vm_exit and vm_entry are 300 ns each. */
    private static final double HIDDEN = 400;

    private static final double VISIBLE = 200;

    @TempDir
    Path folder;

    private static Choices choices() {
        var base = Profiles.machine("current-server");
        return new Choices(
                "sample",
                base,
                Profiles.workload("dedup", base.clockHz()),
                Profiles.workload("sysbench-cpu", base.clockHz()),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static TraceFile sample(String name) {
        return TraceFile.read(Path.of("src/test/resources/imported/" + name), bytes -> {});
    }

    private static ImportedHost imported(String... names) {
        return ImportedHost.of(
                List.of(names).stream().map(ImportedHostTest::sample).toList(), choices());
    }

    private Scenario written(ImportedHost host) throws IOException {
        for (Map.Entry<String, String> file : host.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return Profiles.scenario(folder.resolve("scenario.yaml").toString());
    }

    private static double nanos(Scenario scenario, String key) {
        Fact fact = scenario.machine().facts().get(key);
        assertFalse(fact.isAssumption(), key);
        assertTrue(fact.source().startsWith("measured: "), fact.source());
        return fact.value();
    }

    @Test
    void fitsAHost() throws IOException {
        Scenario scenario = written(imported("host-ftrace.txt", "host-perf.txt"));
        // Twelve writes of 2 µs between the events; the way out and in as far as it is not between them comes on top.
        assertEquals(2_000 + HIDDEN, nanos(scenario, "virtualization.icr_write"), 0.1);
        assertEquals(
                0,
                scenario.machine()
                        .facts()
                        .get("virtualization.ipi_virtualization")
                        .value());
        // Ten of 1 µs, the kicks left out; what is recorded of the way out and in is not the hypercall's.
        assertEquals(1_000 - VISIBLE, nanos(scenario, "virtualization.hypercall"), 0.1);
        // Eleven of 3 µs in stamps of 1 µs: the quickest tenth lies at 2.6 µs; half of what is visible is the way out.
        assertEquals(2_600 - VISIBLE / 2, nanos(scenario, "virtualization.hlt_exit"), 1.5);
        // Twenty of 1.6 µs.
        assertEquals(1_600 - VISIBLE, nanos(scenario, "spinning.ple_exit"), 0.1);
        // perf's eleven of 900 ns to a busy CPU's handler against ftrace's ten to a guest's exit: the more, the better.
        assertEquals(900, nanos(scenario, "host.ipi_same_socket"), 0.1);
        // Slices of 6 ms of two vCPUs in turn.
        assertEquals(12e6, nanos(scenario, "scheduler.latency"), 12e6 / 1000);
        Distribution.Table others =
                (Distribution.Table) scenario.machine().background().get(1).length();
        assertEquals(2 * 40_000, others.mean(), 2 * 500.0);
        assertEquals("other tasks", scenario.machine().background().get(1).name());
        // Two VMs of two vCPUs by ftrace; perf's second VM has another thread, and ftrace knows no processes.
        assertEquals(3, scenario.vms().size());
        assertEquals(5, scenario.vcpus());
    }

    @Test
    void fitsAGuest() throws IOException {
        ImportedHost host = imported("guest-trace-cmd.txt");
        Scenario scenario = written(host);
        // One page 400 ns, five pages 800 ns, everything 500 ns.
        assertEquals(100, nanos(scenario, "guest.invlpg"), 0.1);
        assertEquals(300, nanos(scenario, "guest.flush_handler"), 0.5);
        assertEquals(200, nanos(scenario, "guest.cr3_write"), 0.5);
        assertEquals(4, scenario.vcpus());
        assertEquals(4, scenario.pcpus().size());
        Workload workload = scenario.vms().get(0).workload();
        assertEquals(34.0 / 45, workload.operationProbability(), 1e-4);
        assertEquals(11.0 / 45, workload.blocking().probability(), 1e-4);
        assertEquals(0, workload.blocking().peerShare());
        Distribution.Table pages = (Distribution.Table) workload.operationPages();
        assertEquals(3, pages.rows());
        assertEquals(1, pages.to(0));
        assertEquals(12.0 / 34, pages.share(0), 1e-4);
        assertEquals(5, pages.from(1));
        assertEquals(34, pages.from(2));
        assertEquals(10.0 / 34, pages.share(2), 1e-4);
        // 250 µs in cycles of 2 GHz; bursts: see TraceFileTest.
        assertEquals(500_000, workload.blocking().sleep().mean(), 500);
        assertEquals(2 * 825_936, workload.computeBurst().mean(), 2 * 825_936 * 0.03);
        assertTrue(
                host.notes().toString().contains("No trace of the host"),
                host.notes().toString());
    }

    @Test
    void takesHostAndGuestTogether() throws IOException {
        Scenario scenario = written(imported("host-ftrace.txt", "guest-trace-cmd.txt"));
        assertEquals(2_000 + HIDDEN, nanos(scenario, "virtualization.icr_write"), 0.1);
        assertEquals(100, nanos(scenario, "guest.invlpg"), 0.1);
        assertEquals(2, scenario.vms().size());
        assertEquals(34.0 / 45, scenario.vms().get(0).workload().operationProbability(), 1e-4);
        assertEquals(3, scenario.pcpus().size());
        // A guest's IPIs are virtual: they do not change what the host's cost.
        assertEquals(1_000 - HIDDEN / 2, nanos(scenario, "host.ipi_same_socket"), 0.1);
    }

    @Test
    void saysOfEveryNumberWhereItIsFrom() throws IOException {
        ImportedHost host = imported("host-ftrace.txt", "guest-trace-cmd.txt");
        Scenario scenario = written(host);
        long measured = 0;
        for (Fact fact : scenario.allFacts()) {
            if (fact.isAssumption()) {
                boolean says = fact.assumption().startsWith("not measured, as in ")
                        || fact.assumption().startsWith("everything was flushed")
                        || fact.assumption().startsWith("all threads of a vCPU")
                        || fact.assumption().startsWith("every idle time")
                        || fact.assumption().startsWith("threads can be interrupted");
                assertTrue(says, fact.key() + ": " + fact.assumption());
            } else {
                assertTrue(fact.source().startsWith("measured: "), fact.key() + ": " + fact.source());
                assertTrue(fact.low() <= fact.value() && fact.value() <= fact.high(), fact.key());
                measured++;
            }
        }
        assertTrue(measured > 40, measured + " measured");
        for (Inferred one : host.inferred()) {
            assertFalse(one.how().isBlank(), one.key());
        }
        assertTrue(host.inferred().stream()
                .anyMatch(one -> one.key().equals("machine.virtualization.invvpid") && !one.measured()));
    }

    @Test
    void takesTheUsersWordForClockAndTopology() throws IOException {
        Choices plain = choices();
        Choices said = new Choices(
                "sample",
                plain.base(),
                plain.workload(),
                plain.companion(),
                Optional.of(3e9),
                Optional.of(new int[] {1, 8, 2}),
                true);
        Scenario scenario = written(ImportedHost.of(List.of(sample("guest-trace-cmd.txt")), said));
        assertEquals(3e9, scenario.machine().clockHz());
        assertEquals(16, scenario.machine().topology().pcpus());
        // With --bare-metal these IPIs are the host's: 34 from the mask's write to the interrupt's entry.
        assertEquals(3_800, nanos(scenario, "host.ipi_same_socket"), 4);
    }

    private TraceFile trace(String text) throws IOException {
        return TraceFile.read(Files.writeString(folder.resolve("t.txt"), text), bytes -> {});
    }

    private static Inferred only(ImportedHost host, String key) {
        return host.inferred().stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysThatSendsMatchedNothing() throws IOException {
        String sends = "# tracer: nop\na-1 [000] d..1. 1.000000: ipi_send_cpumask: cpumask=3 callsite=x callback=y\n"
                + "q-2 [000] d..1. 1.100000: kvm_entry: vcpu 0, rip 0x0\n";
        Inferred ipi = only(ImportedHost.of(List.of(trace(sends)), choices()), "machine.host.ipi_same_socket");
        assertFalse(ipi.measured());
        assertTrue(ipi.how().startsWith("1 sends, none matched a handler"), ipi.how());
        String idle = "# tracer: nop\n<idle>-0 [003] d..1. 0.900000: timer_start: x=1\n"
                + sends.substring(sends.indexOf('\n') + 1)
                + "<idle>-0 [003] d..1. 1.000002: call_function_entry: vector=251\n";
        ipi = only(ImportedHost.of(List.of(trace(idle)), choices()), "machine.host.ipi_same_socket");
        assertTrue(ipi.how().startsWith("1 sends, none matched a handler"), ipi.how());
        idle = idle.replace("cpumask=3", "cpumask=8");
        ipi = only(ImportedHost.of(List.of(trace(idle)), choices()), "machine.host.ipi_same_socket");
        assertTrue(ipi.how().startsWith("1 sends, none matched a busy CPU's handler"), ipi.how());
    }

    /** Two vCPUs that take turns on a CPU. */
    private ImportedHost turns(int slices, double sliceSeconds) throws IOException {
        StringBuilder text = new StringBuilder("# tracer: nop\n");
        for (int k = 0; k < 2; k++) {
            text.append("q-%d [000] d..1. 1.%09d: kvm_entry: vcpu %d, rip 0x0\n".formatted(11 + k, k, k));
        }
        for (int k = 1; k <= slices; k++) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "q-%d [000] d..2. %.9f: sched_switch: prev_comm=q prev_pid=%d prev_prio=120 prev_state=R ==>"
                            + " next_comm=q next_pid=%d next_prio=120%n",
                    11 + k % 2,
                    2 + k * sliceSeconds,
                    11 + k % 2,
                    12 - k % 2));
        }
        return ImportedHost.of(List.of(trace(text.toString())), choices());
    }

    @Test
    void takesASliceForTheGranularityOnlyIfItBoundsIt() throws IOException {
        String key = "machine.scheduler.min_granularity";
        Fact standsIn = choices().base().facts().get("scheduler.min_granularity");
        Inferred longer = only(turns(20, 6e-3), key);
        assertFalse(longer.measured());
        assertEquals(standsIn.value(), longer.value());
        assertTrue(longer.how().contains("slice of 6.00 ms is no more than a bound"), longer.how());
        Inferred shorter = only(turns(20, 1e-3), key);
        assertTrue(shorter.measured());
        assertEquals(1e6, shorter.value(), 1e3);
    }
}
