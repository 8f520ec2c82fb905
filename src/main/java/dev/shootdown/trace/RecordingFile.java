package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A recorded schedule as a small YAML file. */
public final class RecordingFile {
    private static final long MOST_BYTES = 64 << 20;

    private RecordingFile() {}

    /** The file's text. */
    public static String text(Recording r) {
        StringBuilder text = new StringBuilder();
        text.append(
                        r.invariant().equals(Recording.NOTHING)
                                ? "# A schedule"
                                : "# A schedule that breaks " + r.invariant())
                .append(". See it: ./shootdown replay FILE\n");
        line(text, "shootdown", r.tool());
        line(text, "scheme", r.scheme());
        line(text, "bugs", r.bugs());
        Scope s = r.scope();
        line(text, "vcpus_of_vm", s.vcpusOfVm());
        line(text, "pcpus", s.pcpus());
        line(text, "spaces", s.spaces());
        line(text, "pages", s.pages());
        line(text, "frames", s.frames());
        line(text, "tables", s.tables());
        line(text, "window", s.window());
        line(text, "flush_ceiling", s.flushCeiling());
        line(text, "features", s.features().stream().map(Feature::label).toList());
        line(text, "strategy", r.strategy());
        line(text, "seed", r.seed());
        line(text, "schedule", r.schedule());
        line(text, "invariant", r.invariant());
        text.append("steps:").append(r.steps().isEmpty() ? " []\n" : "\n");
        r.steps().forEach(step -> text.append("  - ").append(step).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    /** Writes the file, whole or not at all. */
    public static void write(Recording recording, Path file) {
        WholeFile.write(file, text(recording));
    }

    /**
     * Reads a file and checks that it makes sense: scheme, bugs and scope exist, each step is one of that machine.
     *
     * @throws BadInput names file and line
     */
    public static Recording read(Path file) {
        return parse(file.toString(), contents(file));
    }

    /** The line on which a file that can be read has a step; both are counted from one. */
    public static int lineOfStep(Path file, int step) {
        return lineOfStep(file.toString(), contents(file), step);
    }

    static int lineOfStep(String file, String text, int step) {
        return FlatYaml.read(file, text).list("steps").get(step - 1).line();
    }

    /**
     * The same for a file's text.
     *
     * @param file its name, for complaints
     */
    public static Recording parse(String file, String text) {
        FlatYaml yaml = FlatYaml.read(file, text);
        FlatYaml.Item scheme = yaml.item("scheme");
        List<String> bugs = texts(yaml.list("bugs"));
        Scope scope = scope(yaml);
        FlatYaml.Item invariant = yaml.item("invariant");
        if (!invariant.text().equals(Recording.NOTHING)
                && Invariant.labelled(invariant.text()).isEmpty()) {
            throw yaml.bad(invariant.line(), "there is no invariant '" + FlatYaml.shown(invariant.text()) + "'");
        }
        List<FlatYaml.Item> steps = yaml.list("steps");
        Recording recording = new Recording(
                yaml.item("shootdown").text(),
                scheme.text(),
                bugs,
                scope,
                yaml.item("strategy").text(),
                yaml.number("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                yaml.number("schedule", 0, Long.MAX_VALUE),
                invariant.text(),
                texts(steps));
        yaml.done();
        Machine machine = inFile(yaml, scheme.line(), recording::machine);
        for (FlatYaml.Item step : steps) {
            inFile(yaml, step.line(), () -> machine.step(FlatYaml.shown(step.text())));
        }
        return recording;
    }

    private interface Action<T> {
        T run();
    }

    private static <T> T inFile(FlatYaml yaml, int line, Action<T> action) {
        try {
            return action.run();
        } catch (BadInput e) {
            throw yaml.bad(line, e.getMessage());
        }
    }

    private static Scope scope(FlatYaml yaml) {
        List<FlatYaml.Item> vms = yaml.list("vcpus_of_vm");
        List<Integer> vcpus = new ArrayList<>();
        for (FlatYaml.Item vm : vms) {
            vcpus.add((int) yaml.number("vcpus_of_vm", vm, 1, Scope.MOST_CPUS));
        }
        if (vcpus.isEmpty()) {
            throw yaml.bad(yaml.line("vcpus_of_vm"), "key 'vcpus_of_vm' needs one VM at least");
        }
        int pcpus = size(yaml, "pcpus", 1, Scope.MOST_CPUS);
        int spaces = size(yaml, "spaces", 1, Scope.MOST_SPACES);
        int pages = size(yaml, "pages", 1, Scope.MOST_PAGES);
        int frames = size(yaml, "frames", 1, Scope.MOST_PAGES);
        int tables = size(yaml, "tables", 0, Scope.MOST_PAGES);
        int window = size(yaml, "window", 1, pages);
        int ceiling = size(yaml, "flush_ceiling", 0, Scope.MOST_PAGES);
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (FlatYaml.Item label : yaml.list("features")) {
            features.add(Feature.labelled(label.text())
                    .orElseThrow(() ->
                            yaml.bad(label.line(), "there is no feature '" + FlatYaml.shown(label.text()) + "'")));
        }
        // all that can still be wrong: a feature without what it needs, or too much for so many VMs
        String key = features.contains(Feature.TABLES) && tables == 0 ? "tables" : "vcpus_of_vm";
        return inFile(
                yaml,
                yaml.line(key),
                () -> new Scope(
                        vcpus, pcpus, spaces, pages, frames, tables, window, ceiling, TlbGeometry.UNBOUNDED, features));
    }

    private static int size(FlatYaml yaml, String key, int least, int most) {
        return (int) yaml.number(key, least, most);
    }

    private static List<String> texts(List<FlatYaml.Item> items) {
        return items.stream().map(FlatYaml.Item::text).toList();
    }

    static String contents(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new BadInput(file + " is a folder, not a recorded schedule.");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new BadInput(file + " is too large for a recorded schedule.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadInput(file + ":1: this is not a recorded schedule (it is not even text).");
        } catch (IOException e) {
            throw new BadInput(file + " cannot be read.");
        }
    }
}
