package dev.shootdown.modelcheck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tla2sany.semantic.FormalParamNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.util.FP64;
import util.SimpleFilenameToStream;
import util.ToolIO;

/**
 * Finds for whom each step of a counterexample was taken: TLC's traces say {@code QueueCall}, the evaluator knows
 * {@code QueueCall(v1, v2)}. It walks along the states of the trace and looks which instance of an action leads from each to
 * the next. Runs in TLC's own JVM, since TLC keeps a specification in static fields: states come in on standard input, one
 * per line in the form of {@link #line}, and labels go out, each behind {@link #MARK}.
 */
final class StepLabels {
    /** Tells labels from what TLC's parser prints. */
    static final String MARK = "label: ";

    private final FastTool tool;
    private final Action[] actions;

    private StepLabels(Path module, Path config) {
        FP64.Init(0); // without it all fingerprints are equal
        String folder = module.toAbsolutePath().getParent().toString();
        tool = new FastTool(
                folder,
                withoutEnding(module.getFileName().toString()),
                withoutEnding(config.toString()),
                new SimpleFilenameToStream());
        actions = tool.getActions();
    }

    /** Arguments: the module's file and the configuration's. */
    public static void main(String[] args) throws IOException {
        StartedBy.endsThis();
        ToolIO.setMode(ToolIO.SYSTEM);
        List<String> trace = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            trace.add(line);
        }
        for (String label : new StepLabels(Path.of(args[0]), Path.of(args[1])).follow(trace)) {
            ToolIO.out.println(MARK + label);
        }
    }

    /** A state on one line, whatever TLC thinks of line lengths. */
    static String line(Counterexample.Step step) {
        StringBuilder line = new StringBuilder();
        step.values()
                .forEach((variable, value) ->
                        line.append(variable).append(" = ").append(value).append(' '));
        return line.toString().replaceAll("\\s+", " ").strip();
    }

    /** The labels of the steps, fewer if the trace leads where the specification does not. */
    private List<String> follow(List<String> trace) {
        List<String> labels = new ArrayList<>();
        Optional<TLCState> state = find(tool.getInitStates(), trace.get(0));
        for (int i = 1; i < trace.size() && state.isPresent(); i++) {
            Optional<TLCState> next = Optional.empty();
            for (int a = 0; a < actions.length && next.isEmpty(); a++) {
                next = find(tool.getNextStates(actions[a], state.get()), trace.get(i));
                if (next.isPresent()) {
                    labels.add(label(actions[a]));
                }
            }
            state = next;
        }
        return labels;
    }

    private static Optional<TLCState> find(StateVec states, String line) {
        for (int i = 0; i < states.size(); i++) {
            TLCState state = states.elementAt(i);
            state.deepNormalize();
            if (line(new Counterexample.Step("", TraceText.values(state.toString())))
                    .equals(line)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    private static String label(Action action) {
        List<String> arguments = new ArrayList<>();
        for (FormalParamNode parameter : action.getOpDef().getParams()) {
            Object argument = action.con.lookup(parameter);
            if (argument == null) {
                return action.getName().toString(); // chosen inside the action
            }
            arguments.add(argument.toString());
        }
        String name = action.getName().toString();
        return arguments.isEmpty() ? name : name + "(" + String.join(", ", arguments) + ")";
    }

    private static String withoutEnding(String name) {
        return name.replaceFirst("\\.(tla|cfg)$", "");
    }
}
