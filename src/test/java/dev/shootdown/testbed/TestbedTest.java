package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs. Assertions are on in tests: the guard of every step that these runs take is checked. */
class TestbedTest {
    /** Half a billion cycles, busier than the workload is as shipped, so that much happens in them. */
    private static Scenario shortened(String name) {
        Scenario s =
                Profiles.scenario(name).with("dedup.compute_burst.mean", 100).with("dedup.operations.probability", 0.3);
        return new Scenario(s.name(), s.machine(), s.pcpus(), s.vms(), 50_000_000, 500_000_000, s.facts());
    }

    private static Result run(Scenario scenario, String scheme, long seed) {
        return new Testbed(scenario, Schemes.named(scheme), Set.of(), seed).run();
    }

    private static byte[] bytes(Result result) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        result.latency().encodeIntoByteBuffer(buffer);
        buffer.putLong(result.operations()).putLong(result.events()).putLong(result.steps());
        buffer.putLong(result.coRunnerInterruptions()).putLong(result.migrations());
        for (ExitReason reason : ExitReason.values()) {
            buffer.putLong(result.exits().samples(reason))
                    .putLong(result.exits().totalCycles(reason));
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void shouldGiveTheSameBytesForTheSameSeedAndOthersForAnother(String scheme) {
        Scenario scenario = shortened("paper-2vm");
        byte[] first = bytes(run(scenario, scheme, 7));
        assertTrue(Arrays.equals(first, bytes(run(scenario, scheme, 7))));
        assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(bytes(run(scenario, scheme, 8))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline",
                "kvm_tlb",
                "shoot4u",
                "pv_tlb_flush",
                "baseline+cosched",
                "kvm_tlb+relaxed",
                "pv_tlb_flush+adaptive",
                "shoot4u+balance",
                "kvm_tlb+demand"
            })
    void shouldKeepEveryInvariantOnTheWay(String system) {
        Testbed testbed = new Testbed(shortened("paper-2vm"), SystemName.parse(system), Set.of(), 3);
        for (long time = 1_000_000; time < 400_000_000; time += 7_654_321) {
            testbed.advance(time);
            assertNull(Invariant.firstBroken(testbed.machine()), "at " + time);
        }
        assertTrue(testbed.measurement().shootdowns > 20);
    }

    /** One VM of so many vCPUs with the paper's workload, busier than it is, on one host of the paper's. */
    private static Scenario crowd(Path folder, int vcpus) throws IOException {
        Path file = folder.resolve("crowd.yaml");
        Files.writeString(file, """
                name: crowd
                assumption: "made for tests"
                machine: paper-ivy-bridge
                pcpus: 24
                warm_up: {ms: 0}
                duration: {ms: 60}
                vms:
                  - name: crowd
                    vcpus: %d
                    workload: dedup
                """.formatted(vcpus));
        return Profiles.scenario(file.toString()).with("dedup.operations.probability", 1);
    }

    @Test
    void shouldRunFourThousandVcpusOfThePapersWorkload(@TempDir Path folder) throws IOException {
        for (String scheme : List.of("baseline", "shoot4u")) {
            Testbed testbed = new Testbed(crowd(folder, 4096), Schemes.named(scheme), Set.of(), 1);
            testbed.advance(100_000_000);
            State state = testbed.machine().state;
            int last = (4096 - 1) * (400 + 2 * 256);
            assertTrue(state.scope.pages() > last, "the last thread has pages");
            assertTrue(testbed.steps() > 10_000, () -> scheme + ": " + testbed.steps() + " steps");
        }
    }

    @Test
    void shouldSayWhichVmHasTooManyPages(@TempDir Path folder) throws IOException {
        Scenario scenario = crowd(folder, 4096).with("dedup.memory.working_set_pages", 600);
        String sentence = assertThrows(
                        BadInput.class, () -> Testbed.requireTimes(SystemName.parse("baseline"), scenario))
                .getMessage();
        assertTrue(sentence.contains("crowd.yaml:9: key 'vms[0].vcpus': makes 4554752 pages in all"), sentence);
    }

    @Test
    void shouldInterruptCoRunnersUnderShoot4uOnly() {
        assertEquals(0, run(shortened("paper-2vm"), "baseline", 1).coRunnerInterruptions());
        assertEquals(0, run(shortened("paper-1vm"), "shoot4u", 1).coRunnerInterruptions());
        assertTrue(run(shortened("paper-2vm"), "shoot4u", 1).coRunnerInterruptions() > 1000);
    }

    @Test
    void shouldGiveTwoComputingVmsHalfOfTheHostEach() {
        Scenario scenario = Profiles.scenario("src/test/resources/testbed/two-quiet-vms.yaml");
        Testbed testbed = new Testbed(scenario, Schemes.named("baseline"), Set.of(), 1);
        long second = 1_000_000_000;
        testbed.advance(4 * second);
        for (int v = 0; v < 8; v++) {
            double share = testbed.ran(v) / (4.0 * second);
            assertTrue(share > 0.45 && share < 0.55, "vCPU " + v + " ran " + share);
        }
    }

    /** Four pCPUs at 12 ms slices: 83 switches a second on each, and next to nothing else happens. */
    @Test
    void shouldSpendNoEventsOnComputingVcpus() {
        Scenario scenario = Profiles.scenario("src/test/resources/testbed/two-quiet-vms.yaml");
        Testbed testbed = new Testbed(scenario, Schemes.named("baseline"), Set.of(), 1);
        testbed.advance(100_000_000);
        long before = testbed.events();
        testbed.advance(1_100_000_000);
        long slices = 4 * 83;
        assertTrue(testbed.events() - before < 8 * slices + 1000, (testbed.events() - before) + " events");
    }
}
