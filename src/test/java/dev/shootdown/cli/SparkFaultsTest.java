package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.cli.LocalCluster.Worker;
import dev.shootdown.engine.Engine;
import dev.shootdown.engine.EngineProvider;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and drivers are killed in the middle of each kind of job, on a cluster of a master and two workers; what comes out is
 * what a single process makes, to the byte.
 */
class SparkFaultsTest {
    private static final int SEGMENTS = 5;

    /** Each is in time but for a pause of a second or so of this process alone. */
    private static final int MOST_ATTEMPTS = 10;

    private static final String RUNS = "" + SEGMENTS * 16_384;
    private static final List<String> FUZZ =
            List.of("fuzz", "baseline", "--bug", "vpid-no-migration-flush", "--runs", RUNS, "--steps", "40");
    private static final List<String> EVALUATE =
            List.of("evaluate", "baseline", "shoot4u", "--scenario", "paper-2vm", "--seeds", "3", "--seconds", "4");
    private static final List<String> SEARCH =
            List.of("search", "baseline", "--frames", "2", "--partitions", "4", "--memory", "64m");

    @TempDir
    private static Path folder;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new LocalCluster(folder, 0);
    }

    /** Those that a test has killed are replaced. */
    @BeforeEach
    void haveTwoWorkers() {
        while (cluster.workers().size() < 2) {
            cluster.addWorker();
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void fuzzSurvivesAWorkerAndItsDriver() throws Exception {
        String expected = alone("fuzz", FUZZ, "--out", Main.FAILS);
        survivesAWorker("fuzz", FUZZ, "--out", Main.FAILS, expected);
        for (int attempt = 1; !survivesItsDriver(expected, "driver-" + attempt); attempt++) {
            assertTrue(attempt < MOST_ATTEMPTS, "always killed too late: " + cluster.log("driver-" + attempt));
        }
    }

    private record Tenant(int place) implements Engine.Placed, Serializable {
        private long process() {
            return ProcessHandle.current().pid();
        }
    }

    @Test
    void whatIsOfOnePlaceGoesToOneWorker() {
        List<Tenant> tenants = IntStream.range(0, 6).mapToObj(Tenant::new).toList();
        List<Long> homes = new ArrayList<>(Collections.nCopies(6, 0L));
        // otherwise a unit whose worker does not come for three seconds goes to the other one
        System.setProperty("spark.locality.wait", "1h");
        try (Engine engine = ServiceLoader.load(EngineProvider.class)
                .findFirst()
                .orElseThrow()
                .open(cluster.address())) {
            OwnJvm.await("both workers have an executor", () -> {
                engine.run(tenants, Tenant::process, homes::set);
                return Set.copyOf(homes).size() == 2;
            });
            engine.run(tenants, Tenant::process, homes::set);
            List<Long> before = List.copyOf(homes);
            for (int round = 0; round < 5; round++) {
                engine.run(tenants, Tenant::process, homes::set);
                assertEquals(before, homes);
            }
            assertEquals(3, Collections.frequency(homes, homes.get(0)));
        } finally {
            System.clearProperty("spark.locality.wait");
        }
    }

    @Test
    void evaluateSurvivesAWorker() throws Exception {
        survivesAWorker(
                "evaluate", EVALUATE, "--report", Main.HOLDS, alone("evaluate", EVALUATE, "--report", Main.HOLDS));
    }

    @Test
    void searchSurvivesAWorker() throws Exception {
        survivesAWorker("search", SEARCH, "--out", Main.HOLDS, alone("search", SEARCH, "--out", Main.HOLDS));
    }

    /** Returns false if the driver was done before it could be killed: then nothing is known. */
    private boolean survivesItsDriver(String expected, String name) throws Exception {
        haveTwoWorkers();
        Path out = folder.resolve(name);
        List<String> command = onCluster(FUZZ, "--out", name);
        Process first = cluster.driver(name, command);
        OwnJvm.await("two segments are finished", () -> !first.isAlive() || segments(out) >= 2);
        first.destroyForcibly().waitFor();
        int kept = segments(out);
        if (kept < 2 || kept == SEGMENTS) {
            return false;
        }
        OwnJvm.await("its executors end, and begin nothing more", () -> cluster.workers().stream()
                .noneMatch(Worker::isEmployed));

        long before = begun();
        String again = name + "-again";
        Process second = cluster.driver(again, command);
        assertEquals(Main.FAILS, end(second), () -> cluster.log(again));
        assertEquals(expected, Files.readString(folder.resolve(name + ".json")));
        assertEquals(SEGMENTS - kept, begun() - before);
        assertTrue(
                cluster.log(again).startsWith("Going on after " + kept + " of " + SEGMENTS + " segments."),
                cluster.log(again));
        assertTrue(Files.notExists(out.resolve("units")));
        return true;
    }

    private void survivesAWorker(String job, List<String> command, String place, int code, String expected)
            throws Exception {
        List<Worker> workers = cluster.workers();
        boolean isKilled = false;
        for (int attempt = 1; !isKilled; attempt++) { // once more if the job was done before a worker could be killed
            assertTrue(attempt <= MOST_ATTEMPTS, job + ": always done too early");
            String name = job + "-" + attempt;
            List<Long> before = workers.stream().map(Worker::finished).toList();
            Process driver = cluster.driver(name, onCluster(command, place, name));
            OwnJvm.await(
                    name + ": a worker has done a unit and is doing another",
                    () -> !driver.isAlive() || isBusy(0, before) || isBusy(1, before));
            isKilled = driver.isAlive();
            if (isKilled) {
                workers.remove(isBusy(0, before) ? 0 : 1).kill();
            }
            assertEquals(code, end(driver), () -> cluster.log(name));
            assertEquals(expected, Files.readString(folder.resolve(name + ".json")));
        }
    }

    private boolean isBusy(int worker, List<Long> before) {
        long finished = cluster.workers().get(worker).finished();
        return finished > before.get(worker) && cluster.workers().get(worker).begun() > finished;
    }

    private long begun() {
        return cluster.workers().stream().mapToLong(Worker::begun).sum();
    }

    private List<String> onCluster(List<String> job, String place, String name) {
        List<String> command = new ArrayList<>(job);
        command.addAll(List.of(
                "--spark", cluster.address(), place, folder.resolve(name).toString()));
        command.addAll(List.of("--result", folder.resolve(name + ".json").toString()));
        return command;
    }

    /** The result file of the same job in this process. */
    private String alone(String name, List<String> job, String place, int code) throws Exception {
        Path file = folder.resolve(name + "-alone.json");
        List<String> command = new ArrayList<>(job);
        command.addAll(List.of(place, folder.resolve(name + "-alone").toString(), "--result", file.toString()));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        assertEquals(code, Main.execute(command.toArray(String[]::new), writer, writer), said::toString);
        return Files.readString(file);
    }

    private static int end(Process driver) throws InterruptedException {
        assertTrue(driver.waitFor(15, TimeUnit.MINUTES), "the driver does not end");
        return driver.exitValue();
    }

    private static int segments(Path out) {
        String[] files = out.resolve("units").toFile().list((folder, name) -> name.startsWith("unit-"));
        return files == null ? 0 : files.length;
    }
}
