package dev.shootdown.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A standalone master and workers of one core each on loopback, as processes of their own. Spark's jars are those of the test's
 * class path, in a folder as an installation has it.
 */
final class LocalCluster implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private int numbers;
    private final String address;

    /** A worker, and what its executors say. */
    final class Worker {
        private final int number;
        private final Process process;

        private Worker(int number) {
            this.number = number;
            process = start(
                    "worker-" + number,
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--webui-port",
                    "0",
                    "--work-dir",
                    folder.resolve("work-" + number).toString(),
                    address);
            OwnJvm.await("worker " + number + " registers", () -> log("worker-" + number)
                    .contains("Successfully registered"));
        }

        /** How many tasks its executors have begun. */
        long begun() {
            return count("Running task ");
        }

        /** How many of them are finished. */
        long finished() {
            return count("Finished task ");
        }

        private long count(String words) {
            long[] count = {0};
            OwnJvm.await("the logs of worker " + number + " can be read", () -> {
                try {
                    count[0] = counted(words);
                    return true;
                } catch (IOException | UncheckedIOException e) {
                    return false; // they change while they are looked for
                }
            });
            return count[0];
        }

        private long counted(String words) throws IOException {
            Path all = folder.resolve("work-" + number);
            if (Files.notExists(all)) {
                return 0; // it has begun nothing yet
            }
            try (Stream<Path> files = Files.walk(all)) {
                long count = 0;
                for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                    count += Files.readString(log, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> line.contains(words))
                            .count();
                }
                return count;
            }
        }

        /** Whether it has an executor, of whatever application. */
        boolean isEmployed() {
            return process.descendants().findAny().isPresent();
        }

        /** SIGKILL to the worker and to the executors that it has started. */
        void kill() {
            List<ProcessHandle> executors = process.descendants().toList();
            process.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
            executors.forEach(executor -> executor.onExit().join());
        }
    }

    LocalCluster(Path folder, int workers) {
        this.folder = folder;
        try {
            Path jars = Files.createDirectories(folder.resolve("home/jars"));
            for (Path jar : jars()) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
            start(
                    "master",
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--webui-port",
                    "0");
            OwnJvm.await(
                    "the master starts", () -> ADDRESS.matcher(log("master")).find());
            Matcher said = ADDRESS.matcher(log("master"));
            said.find();
            address = said.group(1);
            for (int k = 0; k < workers; k++) {
                addWorker();
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    String address() {
        return address;
    }

    List<Worker> workers() {
        return workers;
    }

    /** One more worker, in the place of one that was killed. */
    void addWorker() {
        workers.add(new Worker(numbers++));
    }

    /** Our command line in a process of its own, as a driver. */
    Process driver(String name, List<String> arguments) {
        List<String> command = java(classPath(), "-Xmx512m", "-Dspark.executor.memory=512m");
        command.add("dev.shootdown.cli.Main");
        command.addAll(arguments);
        return start(name, command);
    }

    /** What a process has said so far, on both its streams. */
    String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(String name, String main, String... arguments) {
        List<String> command = java(folder.resolve("home/jars/*").toString(), "-Xmx256m");
        command.add(main);
        command.addAll(List.of(arguments));
        return start(name, command);
    }

    private Process start(String name, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        Map<String, String> environment = builder.environment();
        OwnJvm.ANNOUNCED.forEach(environment::remove);
        environment.put("SPARK_HOME", folder.resolve("home").toString());
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("SPARK_SCALA_VERSION", "2.13"); // as the scripts of an installation do
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java(String classPath, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-XX:+UseSerialGC");
        command.addAll(opens());
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** Those that the build has given to this JVM. */
    private static List<String> opens() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens="))
                .toList();
    }

    /** This one, but for what is there for tests. */
    private static String classPath() {
        return entries()
                .filter(entry -> !entry.getFileName().toString().equals("test-classes"))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> jars() {
        return entries().filter(Files::isRegularFile).toList();
    }

    private static Stream<Path> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    /** Ends every process that was started here, and what those have started; what the jars' links lead to stays. */
    @Override
    public void close() {
        List<ProcessHandle> all = processes.stream()
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        File[] links = folder.resolve("home/jars").toFile().listFiles();
        for (File link : links == null ? new File[0] : links) {
            link.delete();
        }
    }
}
