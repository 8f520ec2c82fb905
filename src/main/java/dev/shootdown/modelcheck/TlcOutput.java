package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcResult.EvaluationError;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import dev.shootdown.modelcheck.TlcResult.OutOfMemory;
import dev.shootdown.modelcheck.TlcResult.SpecificationError;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what TLC prints in {@code -tool} mode, line by line, and says in the end what it means. {@link Holds} takes TLC's
 * own word for success, an empty queue, and no error anywhere: anything else is not success.
 */
final class TlcOutput {
    private static final Pattern COUNTS = Pattern.compile(
            "([\\d,]+) states generated.*?, ([\\d,]+) distinct states found.*?, ([\\d,]+) states left on queue");
    private static final Pattern DEPTH = Pattern.compile("search is (\\d+)");
    private static final Pattern PROGRESS_DEPTH = Pattern.compile("Progress\\(([\\d,]+)\\)");
    private static final Pattern VIOLATED = Pattern.compile("(?:Invariant|Property|Action property) (.*?) is violated");
    private static final Pattern RECOVERED = Pattern.compile("([\\d,]+) states examined\\. ([\\d,]+) states on queue");
    private static final String NO_MEMORY = "java.lang.OutOfMemoryError";

    /** A disjunct that has no name of its own has that of the definition around it, and its place behind that one's. */
    private static final Pattern ACTION_COVERAGE =
            Pattern.compile("<(\\S+) line .*?(?: \\((\\d+) (\\d+) [\\d ]+\\))?>: \\d+:(\\d+)");

    private static final Pattern BACK_TO = Pattern.compile("(\\d+): Back to state(?:: <(\\w+))?");

    private final Consumer<StateCount> progress;
    private final Optional<Checkpoints> checkpoints;
    private final TlcMessages messages = new TlcMessages(this::message, this::error);
    private final List<Counterexample.Step> steps = new ArrayList<>();
    private final StringBuilder parserSays = new StringBuilder();
    private final Map<String, Long> coverage = new TreeMap<>();
    private OptionalInt backTo = OptionalInt.empty();
    private StateCount states = StateCount.NONE;
    private boolean finished;
    private boolean success;
    private boolean recovered;
    private boolean parserRuns;
    private Kind violation;
    private String violated = "";
    private TlcMessage firstError;
    private boolean memoryRanOut;
    private String lastLine = "";
    private String unfinished = "";

    /** The consumer is told how far the search has come, as often as TLC says it. */
    TlcOutput(Consumer<StateCount> progress) {
        this(progress, Optional.empty());
    }

    /** The checkpoints learn when TLC writes them. */
    TlcOutput(Consumer<StateCount> progress, Optional<Checkpoints> checkpoints) {
        this.progress = progress;
        this.checkpoints = checkpoints;
    }

    void line(String line) {
        memoryRanOut |= line.contains(NO_MEMORY); // whoever says it: what is complained of then is no cause
        Matcher watch = WatchedTlc.matcher(line);
        if (watch.matches()) {
            progress.accept(WatchedTlc.count(watch));
            unfinished += watch.group(1);
        } else {
            messages.line(unfinished + line);
            unfinished = "";
        }
    }

    private void message(TlcMessage message) {
        String text = message.text();
        switch (message.code()) {
            case TlcMessage.LOOSE -> loose(text);
            case TlcMessage.PARSER_STARTS -> parserRuns = true;
            case TlcMessage.PARSER_ENDS -> parserRuns = false;
            case TlcMessage.PROGRESS -> {
                count(text);
                progress.accept(states);
            }
            case TlcMessage.CHECKPOINT_BEGINS -> checkpoint(Checkpoints::begins);
            case TlcMessage.CHECKPOINT_ENDS -> checkpoint(Checkpoints::ends);
            case TlcMessage.RECOVERED -> {
                recovered = true;
                find(
                        RECOVERED,
                        text,
                        c -> progress.accept(new StateCount(0, number(c.group(1)), number(c.group(2)), 0)));
            }
            case TlcMessage.FINAL_COUNTS -> {
                count(text);
                finished = true;
            }
            case TlcMessage.COVERAGE_BEGINS -> coverage.clear();
            case TlcMessage.ACTION_COVERAGE ->
                find(ACTION_COVERAGE, text, one -> coverage.merge(action(one), number(one.group(4)), Long::sum));
            case TlcMessage.DEPTH -> find(DEPTH, text, depth -> states = withDepth(number(depth.group(1))));
            case TlcMessage.SUCCESS -> success = true;
            case TlcMessage.INVARIANT_VIOLATED -> violation(Kind.INVARIANT, text);
            case TlcMessage.INVARIANT_VIOLATED_INITIALLY -> initially(Kind.INVARIANT, text);
            case TlcMessage.PROPERTY_VIOLATED_INITIALLY -> initially(Kind.TEMPORAL_PROPERTY, text);
            case TlcMessage.ACTION_PROPERTY_VIOLATED -> violation(Kind.ACTION_PROPERTY, text);
            case TlcMessage.TEMPORAL_PROPERTY_VIOLATED -> violation(Kind.TEMPORAL_PROPERTY, text);
            case TlcMessage.DEADLOCK -> {
                violation(Kind.DEADLOCK, text);
                violated = "Deadlock";
            }
            case TlcMessage.STATE -> steps.add(TraceText.step(text));
            case TlcMessage.STUTTERING -> backTo = OptionalInt.of(steps.size() - 1);
            case TlcMessage.BACK_TO_STATE ->
                find(BACK_TO, text, back -> backTo((int) number(back.group(1)) - 1, back.group(2)));
            default -> {
                // TLC chats about much else
            }
        }
    }

    private static String action(Matcher covered) {
        return covered.group(2) == null
                ? covered.group(1)
                : covered.group(1) + " (line " + covered.group(2) + ", column " + covered.group(3) + ")";
    }

    /** How often each action was taken, if TLC was asked for that. */
    Map<String, Long> coverage() {
        return coverage;
    }

    /** Whether TLC went on with the states of an earlier run. */
    boolean recovered() {
        return recovered;
    }

    private interface Note {
        void in(Checkpoints checkpoints) throws IOException;
    }

    private void checkpoint(Note note) {
        if (checkpoints.isPresent()) {
            try {
                note.in(checkpoints.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void error(TlcMessage message) {
        if (firstError == null) {
            firstError = message;
        }
    }

    private void loose(String line) {
        if (parserRuns) {
            parserSays.append(line).append('\n');
        } else if (!line.isBlank()) {
            lastLine = line;
        }
    }

    private void violation(Kind kind, String text) {
        if (violation == null) {
            violation = kind;
            find(VIOLATED, text, name -> violated = name.group(1));
        }
    }

    private void initially(Kind kind, String text) {
        violation(kind, text);
        int end = text.indexOf('\n');
        if (end > 0) {
            steps.add(new Counterexample.Step("Init", TraceText.values(text.substring(end + 1))));
        }
    }

    /** TLC does not print the state to which the behaviour comes back a second time. */
    private void backTo(int index, String action) {
        if (index < steps.size()) {
            steps.add(new Counterexample.Step(
                    action == null ? "" : action, steps.get(index).values()));
            backTo = OptionalInt.of(index);
        }
    }

    private void count(String text) {
        find(
                COUNTS,
                text,
                c -> states =
                        new StateCount(number(c.group(1)), number(c.group(2)), number(c.group(3)), states.depth()));
        find(PROGRESS_DEPTH, text, depth -> states = withDepth(number(depth.group(1))));
    }

    private StateCount withDepth(long depth) {
        return new StateCount(states.generated(), states.distinct(), states.queued(), (int) depth);
    }

    /**
     * What the whole output means, after its last line.
     *
     * @param exitCode can take a success away, never give one
     */
    TlcResult result(int exitCode) {
        Counterexample counterexample = new Counterexample(steps, backTo);
        if (violation != null) {
            // A state that breaks an invariant may be followed by complaints about it; the violation came first or not
            // at all.
            if (firstError != null && isEvaluation(firstError)) {
                return failure(counterexample);
            }
            return new Violated(violation, violated, counterexample, states);
        }
        if (firstError != null) {
            return failure(counterexample);
        }
        if (success && finished && states.queued() == 0 && exitCode == 0) {
            return new Holds(states);
        }
        if (memoryRanOut) { // as the JVM says
            return new OutOfMemory("TLC ran out of memory", states);
        }
        String last = lastLine.isEmpty() ? "" : "; it last said: " + Sentences.clipped(lastLine);
        return new NoVerdict("TLC ended with exit code " + exitCode + " and no verdict" + last, states);
    }

    private static boolean isEvaluation(TlcMessage message) {
        return message.code() == TlcMessage.GENERAL || message.code() == TlcMessage.FAILED_ON_INITIAL_STATE;
    }

    private TlcResult failure(Counterexample counterexample) {
        int code = firstError.code();
        String text = firstError.text();
        boolean exhausted = code == TlcMessage.OUT_OF_MEMORY
                || code == TlcMessage.OUT_OF_MEMORY_TOO_MANY_INITIAL
                || code == TlcMessage.OUT_OF_MEMORY_LIVENESS
                || code == TlcMessage.STACK_OVERFLOW
                || memoryRanOut
                || text.contains("java.lang.StackOverflowError");
        if (exhausted) {
            boolean stack = code == TlcMessage.STACK_OVERFLOW || text.contains("StackOverflowError");
            return new OutOfMemory("TLC ran out of " + (stack ? "stack" : "memory"), states);
        }
        if (code == TlcMessage.PARSING_FAILED) {
            return new SpecificationError(Sentences.ofParser(parserSays.toString()));
        }
        if (states.generated() == 0 && !isEvaluation(firstError) || text.contains("ConfigFileException")) {
            return new SpecificationError(Sentences.ofTlc(text));
        }
        return new EvaluationError(Sentences.ofTlc(text), counterexample, states);
    }

    private static void find(Pattern pattern, String text, Consumer<Matcher> found) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            found.accept(matcher);
        }
    }

    private static long number(String digits) {
        return Long.parseLong(digits.replace(",", ""));
    }
}
