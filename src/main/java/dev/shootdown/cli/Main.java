package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code shootdown}, the command that holds the others. Alone it prints what they are. */
@Command(
        name = "shootdown",
        description = "TLB shootdown under virtualization: model-checked, fuzzed and measured in one machine.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            FuzzCommand.class,
            SearchCommand.class,
            ReplayCommand.class,
            ExploreCommand.class,
            ConformCommand.class,
            ProveCommand.class,
            EvaluateCommand.class,
            MergeCommand.class,
            ImportCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 everything held; 1 a property failed, which is a result; 2 bad input;",
            "3 a defect of Shootdown itself.",
        })
public final class Main implements Runnable {
    /** Everything asked held, or was done. */
    static final int HOLDS = 0;

    /** A property fails: a result, not an error. */
    static final int FAILS = 1;

    /** The user's input cannot be used. */
    static final int BAD_INPUT = 2;

    /** Shootdown itself is at fault. */
    static final int DEFECT = 3;

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        StandardStream out = StandardStream.out();
        StandardStream err = StandardStream.err();
        int code = execute(args, out.writer(), err.writer());
        if (out.failure().isPresent()) {
            err.writer()
                    .println("shootdown: standard output cannot be written: "
                            + out.failure().get() + ".");
            err.writer().flush();
            code = BAD_INPUT;
        }
        System.exit(code);
    }

    /** The commands, described at a width of 100 columns. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUsageHelpWidth(100);
    }

    /** Runs one command line and returns its exit code; all that it prints goes to the two writers. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        try {
            Schemes.all();
        } catch (BadInput e) { // of a jar that somebody put on the class path: no command works beside it
            err.println("shootdown: " + e.getMessage());
            err.flush();
            return BAD_INPUT;
        }
        CommandLine line = commandLine()
                .setOut(out)
                .setErr(err)
                .setColorScheme(Help.defaultColorScheme(Terminals.out() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, given) -> refuse(e, err))
                .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command, err));
        try {
            return line.execute(args);
        } catch (Error e) { // picocli hands exceptions over, errors it lets through
            return explain(e, line, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int refuse(ParameterException e, PrintWriter err) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String sentence = e.getCause() instanceof BadInput ? e.getCause().getMessage() : e.getMessage();
        err.println(name + ": " + sentence.lines().findFirst().orElse("these arguments make no sense"));
        err.println("Try './" + name + " --help'.");
        return BAD_INPUT;
    }

    /** Says what went wrong, unless the user has ended it: then that is why, and the last words say so. */
    static int explain(Throwable e, CommandLine command, PrintWriter err) {
        if (LastWords.isEnding()) {
            return e instanceof BadInput ? BAD_INPUT : DEFECT;
        }
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof BadInput) {
            err.println(name + ": " + e.getMessage());
            return BAD_INPUT;
        }
        err.println(name + ": " + Defect.sentence(e));
        return DEFECT;
    }
}
