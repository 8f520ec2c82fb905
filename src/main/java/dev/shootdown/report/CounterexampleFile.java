package dev.shootdown.report;

import dev.shootdown.machine.Invariant;
import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.TlcResult.Violated;
import dev.shootdown.trace.WholeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A counterexample as text with a heading, on the terminal and in a file of its own. */
public final class CounterexampleFile {
    /** A line of the timeline: its number, then the action, which holds no two spaces. */
    private static final Pattern STEP = Pattern.compile("\\s*\\d+  (\\S+(?: \\S+)*?)(?:  .*|$)");

    private CounterexampleFile() {}

    /** The text, the same for the same counterexample whenever and wherever it was found. */
    public static String text(Model model, Violated violated) {
        StringBuilder text = new StringBuilder(model.name() + " violates " + violated.property() + ":\n");
        if (!model.note().isEmpty()) {
            text.append(model.note()).append('\n');
        }
        claim(violated.property()).ifPresent(claim -> text.append(violated.property())
                .append(" says: ")
                .append(claim)
                .append('\n'));
        text.append('\n').append(CounterexampleText.of(violated.counterexample()));
        replay(model, violated)
                .ifPresent(sentence -> text.append('\n').append(sentence).append('\n'));
        return text.toString();
    }

    /** What an invariant says that the code knows as well. */
    private static Optional<String> claim(String property) {
        return List.of(Invariant.values()).stream()
                .filter(invariant -> invariant.label().equals(property))
                .map(Invariant::claim)
                .findFirst();
    }

    private static Optional<String> replay(Model model, Violated violated) {
        List<String> steps = violated.counterexample().states().stream()
                .skip(1)
                .map(Counterexample.Step::action)
                .toList();
        return CodeReplay.of(model, violated.property(), steps);
    }

    /** Writes the text to the file of the model in this folder, which is made if it is not there. */
    public static Path write(Path folder, Model model, Violated violated) {
        Path file = folder.resolve(FileNames.safe(model.name()) + ".txt");
        WholeFile.write(file, text(model, violated));
        return file;
    }

    /** The steps of such a text, in order. */
    public static List<String> steps(String text) {
        return text.lines()
                .dropWhile(line -> !line.startsWith("step"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .map(STEP::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }
}
