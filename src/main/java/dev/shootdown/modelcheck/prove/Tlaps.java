package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The proof manager of TLAPS, {@code tlapm}, where it is installed. */
public final class Tlaps {
    /** What the provers' own limits of a few seconds are multiplied with: a busy computer is no failed proof. */
    private static final String PATIENCE = "20";

    private static final Pattern ALL = Pattern.compile("All (\\d+) obligations? proved");
    private static final Pattern VERSION = Pattern.compile("^(Z3|zenon) version == \"(?:Z3|zenon) version ([0-9.]+)");

    private final Path program;
    private final Map<Path, Outcome> known = new HashMap<>();

    Tlaps(Path program) {
        this.program = program;
    }

    /** The one that is found by way of PATH, if any. */
    public static Optional<Tlaps> onPath() {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "tlapm"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tlaps::new);
    }

    /**
     * How a proof went.
     *
     * @param obligations how many, if all are proved, else 0
     * @param said what tlapm printed
     */
    public record Outcome(int obligations, List<String> said) {
        public boolean holds() {
            return obligations > 0;
        }

        /** Where what is not proved stands, and how much it is. */
        public List<String> failures() {
            return said.stream()
                    .filter(line -> line.startsWith("File ") || line.contains("obligations failed"))
                    .toList();
        }
    }

    /** Versions of it and of the provers behind it. */
    public String version() {
        String tlapm = String.join(" ", run(List.of("--version")).said()).strip();
        List<String> behind = new ArrayList<>();
        for (String line : run(List.of("--config")).said()) {
            Matcher version = VERSION.matcher(line);
            if (version.find()) {
                behind.add(version.group(1) + " " + version.group(2));
            }
        }
        return "tlapm " + tlapm + (behind.isEmpty() ? "" : " with " + String.join(", ", behind));
    }

    /**
     * Proves a module and the lemmas that it extends; lemmas once for all proofs. Of obligations proved before, the same word for
     * word, tlapm keeps fingerprints in {@code target/tlapm}: a proof of a thousand of them can be mended, or interrupted.
     */
    public Outcome prove(ProofModule proof, Path home, int threads) {
        int obligations = 0;
        List<String> said = new ArrayList<>();
        boolean holds = true;
        for (Path file : proof.files()) {
            Outcome one = known.get(file);
            if (one == null) {
                one = prove(file, home, threads);
                known.put(file, one);
            }
            holds &= one.holds();
            obligations += one.obligations();
            said.addAll(one.said());
        }
        return new Outcome(holds ? obligations : 0, said);
    }

    private Outcome prove(Path file, Path home, int threads) {
        Path memory = home.resolve("target").resolve("tlapm").toAbsolutePath();
        try {
            Files.createDirectories(memory);
        } catch (IOException e) {
            throw new BadInput(memory + ": this folder cannot be made.", e);
        }
        Run run = run(List.of(
                "--strict",
                "--stretch",
                PATIENCE,
                "--threads",
                String.valueOf(threads),
                "--cache-dir",
                memory.toString(),
                "-I",
                home.resolve("spec").toAbsolutePath().toString(),
                file.toAbsolutePath().toString()));
        Matcher all = ALL.matcher(String.join("\n", run.said()));
        return new Outcome(run.code() == 0 && all.find() ? Integer.parseInt(all.group(1)) : 0, run.said());
    }

    private record Run(int code, List<String> said) {}

    private Run run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return new Run(process.waitFor(), said);
        } catch (IOException e) {
            throw new BadInput(program + ": tlapm cannot be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tlapm was running", e);
        } finally {
            if (process != null) {
                process.destroy();
            }
        }
    }
}
