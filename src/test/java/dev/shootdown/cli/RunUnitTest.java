package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.engine.Engine;
import dev.shootdown.engine.Threads;
import dev.shootdown.report.RunJson;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was sent to another JVM is the same run. */
class RunUnitTest {
    private static final Contender SHOOT4U = contender("shoot4u+pmt+ple");

    private static Contender contender(String name) {
        return Contender.of(SystemName.parse(name), Set.of());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T sent(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private static Run sent(Run run) throws IOException, ClassNotFoundException {
        return sent(RunUnit.of(List.of(run)).get(0)).run();
    }

    private static void assertSame(Run run) throws IOException, ClassNotFoundException {
        Run back = sent(run);
        assertEquals(run.fingerprint(), back.fingerprint(), run::toString);
        assertEquals(run.key(), back.key());
        assertEquals(run.seed(), back.seed());
        assertEquals(run.contender(), back.contender());
        assertEquals(run.scenario().allFacts(), back.scenario().allFacts());
        assertEquals(run.scenario().facts().numbers(), back.scenario().facts().numbers());
        assertEquals(run.scenario().facts().file(), back.scenario().facts().file());
    }

    @Test
    void everyScenarioAndEveryWorkloadIsTheSameThere() throws IOException, ClassNotFoundException {
        for (String name : Profiles.SCENARIOS) {
            assertSame(new Run(SHOOT4U, Profiles.scenario(name), 7));
        }
        Scenario scenario = Profiles.scenario("parsec-2vm");
        for (String name : Profiles.WORKLOADS) {
            Scenario running =
                    scenario.running(Profiles.workload(name, scenario.machine().clockHz()));
            assertSame(new Run(SHOOT4U, running.called("parsec-2vm with " + name), 7));
        }
    }

    @Test
    void whatWasChangedStaysChanged() throws IOException, ClassNotFoundException {
        Scenario plain = Profiles.scenario("paper-2vm");
        double clock = plain.machine().facts().get("clock").value();
        Scenario changed = plain.with("machine.clock", clock * 1.3)
                .with("machine.virtualization.invvpid", 1234.5)
                .with("dedup.blocking.probability", 1 / 3.0)
                .lasting(12_345, 67_890);
        Run run = new Run(contender("kvm_tlb"), changed, Long.MIN_VALUE);
        assertSame(run);
        assertEquals(
                changed.with("machine.host.ipi_same_socket", 777).canonical(),
                sent(run).scenario().with("machine.host.ipi_same_socket", 777).canonical(),
                "and can be changed further");
        assertNotEquals(new Run(contender("kvm_tlb"), plain, Long.MIN_VALUE).fingerprint(), run.fingerprint());
    }

    @Test
    void filesThatAreNotThereAreNotNeeded(@TempDir Path folder) throws IOException, ClassNotFoundException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, Files.readString(Path.of("src/main/resources/scenarios/paper-2vm.yaml")));
        Run run = new Run(SHOOT4U, Profiles.scenario(file.toString()), 1);
        RunUnit unit = RunUnit.of(List.of(run)).get(0);
        Files.delete(file);
        assertEquals(run.fingerprint(), sent(unit).run().fingerprint());
    }

    @Test
    void theResultIsTheSameByteForByte() throws IOException, ClassNotFoundException {
        List<Run> runs = new ArrayList<>();
        for (String name : Profiles.SCENARIOS) {
            Scenario scenario = Profiles.scenario(name);
            long millisecond = Math.round(scenario.machine().clockHz() / 1e3);
            Scenario brief = scenario.lasting(0, 20 * millisecond);
            runs.add(new Run(Contender.PAPER.get(1), brief, 3));
            runs.add(new Run(contender("baseline+pvlock"), brief, 4));
        }
        long events = 0;
        for (Run run : runs) {
            RunResult here = run.simulate();
            RunUnit.Simulated there = sent(sent(RunUnit.of(List.of(run)).get(0)).simulate());
            assertEquals(RunJson.text(here), there.run());
            assertEquals(there.run(), RunJson.text(there.result()), "nothing is lost in the text");
            assertEquals(here.latency(), there.result().latency());
            assertEquals(there.wallS(), there.result().wallS());
            events += here.events();
        }
        assertTrue(events > 1_000, "the runs are long enough for something to differ: " + events);
    }

    /** Sends everything through bytes, as an engine does that has other JVMs, and hands results over in another order. */
    private static final class Elsewhere implements Engine {
        @Override
        public <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done) {
            try {
                for (int k = units.size() - 1; k >= 0; k--) {
                    sent(work).on(sent(units.get(k))); // lost on its way back, and done again
                    done.at(k, sent(sent(work).on(sent(units.get(k)))));
                }
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void anEngineElsewhereComesToTheSame() {
        List<Run> runs = new ArrayList<>();
        for (String system : List.of("baseline", "shoot4u", "baseline")) {
            Scenario scenario = Profiles.scenario("paper-1vm");
            runs.add(new Run(
                    contender(system),
                    scenario.lasting(0, Math.round(scenario.machine().clockHz() / 50)),
                    1));
        }
        Evaluation there = new Evaluation(runs, Optional.empty());
        List<Integer> counts = new ArrayList<>();
        there.complete(new Elsewhere(), counts::add);
        Evaluation here = new Evaluation(runs, Optional.empty());
        try (Engine threads = new Threads(2)) {
            here.complete(threads, count -> {});
        }
        assertEquals(3, here.finished().size());
        assertEquals(
                here.finished().stream().map(RunJson::text).toList(),
                there.finished().stream().map(RunJson::text).toList());
        assertEquals(List.of(0, 1, 3), counts, "equal runs are done once");
    }
}
