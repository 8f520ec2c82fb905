package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds and reads machine profiles, workloads and scenarios: by the name of a built-in one, or else as a file. What a file
 * names is looked for relative to that file.
 */
public final class Profiles {
    /** The built-in machines. */
    public static final List<String> MACHINES = List.of("paper-ivy-bridge", "current-server");

    /** The built-in workloads. */
    public static final List<String> WORKLOADS = List.of(
            "dedup",
            "sysbench-cpu",
            "dedup-few-pages",
            "ebizzy",
            "hackbench",
            "kernel-build",
            "lightweight-kernel",
            "parsec-blackscholes",
            "parsec-bodytrack",
            "parsec-canneal",
            "parsec-dedup",
            "parsec-facesim",
            "parsec-ferret",
            "parsec-fluidanimate",
            "parsec-freqmine",
            "parsec-raytrace",
            "parsec-streamcluster",
            "parsec-swaptions",
            "parsec-vips",
            "parsec-x264");

    /** The built-in scenarios. */
    public static final List<String> SCENARIOS = List.of(
            "paper-1vm",
            "paper-2vm",
            "conform-2vm",
            "parsec-1vm",
            "parsec-2vm",
            "lightweight-kernel",
            "space-partitioned");

    /** The built-in studies. */
    public static final List<String> STUDIES = List.of("paper");

    private static final int MAX_BYTES = 1 << 20;

    private Profiles() {}

    /** Nothing has this name: a sentence without file and line, for whoever wrote the name to complete. */
    static final class NotFound extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotFound(String sentence) {
            super(sentence);
        }
    }

    /** A text and where it stands. */
    private record Found(String label, String text, Path directory) {}

    public static MachineProfile machine(String nameOrFile) {
        return completing(() -> machine(nameOrFile, null));
    }

    /** The workload, its durations in cycles of a clock of so many hertz. */
    public static Workload workload(String nameOrFile, double clockHz) {
        return completing(() -> workload(nameOrFile, clockHz, null));
    }

    public static Scenario scenario(String nameOrFile) {
        return completing(() -> scenario(nameOrFile, null));
    }

    private static Scenario scenario(String nameOrFile, Path directory) {
        Found found = find("scenario", "scenarios", SCENARIOS, nameOrFile, directory);
        Scenario.Includes includes = new Scenario.Includes(
                name -> machine(name, found.directory()),
                (name, clockHz) -> workload(name, clockHz, found.directory()));
        return Scenario.read(Document.of(found.label(), found.text(), 0), includes);
    }

    /**
     * A study: a file, or the name of a built-in one. Scenarios and workloads that it names are looked for relative to it.
     */
    public static Study study(String nameOrFile) {
        return completing(() -> {
            Found found = find("study", "studies", STUDIES, nameOrFile, null);
            return Study.read(
                    Document.of(found.label(), found.text(), 0),
                    name -> scenario(name, found.directory()),
                    (name, clockHz) -> workload(name, clockHz, found.directory()));
        });
    }

    private static MachineProfile machine(String nameOrFile, Path directory) {
        Found found = find("machine", "machines", MACHINES, nameOrFile, directory);
        return MachineProfile.read(Document.of(found.label(), found.text(), 0));
    }

    private static Workload workload(String nameOrFile, double clockHz, Path directory) {
        Found found = find("workload", "workloads", WORKLOADS, nameOrFile, directory);
        return Workload.read(Document.of(found.label(), found.text(), clockHz));
    }

    private static <T> T completing(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (NotFound e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static Found find(String what, String folder, List<String> builtIn, String nameOrFile, Path directory) {
        if (builtIn.contains(nameOrFile)) {
            String label = folder + "/" + nameOrFile + ".yaml";
            return new Found(label, resource(label), directory);
        }
        Path path;
        try {
            path = directory == null ? Path.of(nameOrFile) : directory.resolve(nameOrFile);
        } catch (InvalidPathException e) {
            throw new NotFound("'" + YamlReader.shown(nameOrFile) + "' is not a name of a " + what + " nor of a file");
        }
        String label = YamlReader.shown(path.toString());
        if (!Files.exists(path)) {
            throw new NotFound("'" + label + "' is no file and no built-in " + what + " (these are "
                    + String.join(", ", builtIn) + ")");
        }
        if (!Files.isRegularFile(path)) {
            throw new NotFound("'" + label + "' is not a file (a YAML file is expected)");
        }
        Path parent = path.toAbsolutePath().getParent();
        return new Found(label, text(label, path), parent);
    }

    private static String text(String label, Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new BadInput(label + ":1: the file cannot be read", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new BadInput(label + ":1: the file is over 1 MiB (a profile of a few kilobytes is expected)");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadInput(label + ":1: the file is not UTF-8 text (YAML is expected)", e);
        }
    }

    private static String resource(String label) {
        try (InputStream in = Profiles.class.getResourceAsStream("/" + label)) {
            if (in == null) {
                throw new IllegalStateException("built without its resource " + label);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource cannot be read: " + label, e);
        }
    }
}
