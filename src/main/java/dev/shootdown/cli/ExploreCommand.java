package dev.shootdown.cli;

import dev.shootdown.cli.explorer.ExplorerServer;
import dev.shootdown.cli.explorer.Session;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.modelcheck.ModelScope;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Replay;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explore}: schedules built by hand, in a browser. */
@Command(
        name = "explore",
        description = {
            "Serves a page on which a schedule is built by hand.",
            "The enabled steps are offered, one click takes one. Undo, let an adversary go on, ask whether a violation can be reached, save a file",
            "that replay takes. Prints the page's address, which only this machine can reach, and whoever",
            "has it can use; Ctrl-C stops.",
        },
        footer = {
            "",
            "Without --scope, a bug comes with the machine on which TLC finds it; else small is two vCPUs,",
            "two pCPUs, one page and one frame. The page can change all of this. More in docs/exploring.md.",
        })
final class ExploreCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    @Mixin
    private CommonOptions common;

    @Parameters(arity = "0..1", paramLabel = "SCHEME", description = "The scheme to begin with; baseline if not given.")
    private Optional<String> scheme;

    @Option(names = "--bug", paramLabel = "NAME", description = "Switch this bug of the scheme on.")
    private Optional<String> bug;

    @Option(names = "--scope", paramLabel = "SCOPE", description = "How large the machine is: small, medium or large.")
    private Optional<ModelScope> scope;

    @Option(names = "--load", paramLabel = "FILE", description = "Begin with this recorded schedule and its machine.")
    private Optional<Path> file;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Listen on this port of 127.0.0.1; on any that is free if not given.")
    private int port;

    /** Where the page is, as {@code --json} prints it. */
    private record Document(String url, int port) {}

    @Override
    public Integer call() {
        if (port < 0 || port > MOST_PORT) {
            throw new BadInput("--port " + port + ": ports are between 0 and " + MOST_PORT + ".");
        }
        Session session = session();
        try (ExplorerServer server = ExplorerServer.start(session, port)) {
            Thread stop = new Thread(server::close, "stop the explorer");
            Runtime.getRuntime().addShutdownHook(stop);
            if (common.json()) {
                common.print(new Document(server.url(), server.port()));
            } else {
                common.out().println(server.url());
                common.out().flush();
            }
            if (Terminals.err()) {
                common.err().println("Open this in a browser on this machine. Ctrl-C stops.");
                common.err().flush();
            }
            waitForTheEnd();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
        return Main.HOLDS;
    }

    /** The JVM is told to end, or this thread is. */
    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Session session() {
        if (file.isPresent()) {
            if (scheme.isPresent() || bug.isPresent() || scope.isPresent()) {
                throw new BadInput("--load takes scheme, bug and machine from the file: leave the others out.");
            }
            Recording recording = RecordingFile.read(file.get());
            Session session = new Session(
                    Version.number(), new Session.Setup(recording.scheme(), recording.bugs(), recording.scope()));
            try {
                session.load(recording);
            } catch (Replay.NotEnabled e) {
                throw e.in(file.get());
            } catch (BadInput e) {
                throw new BadInput(file.get() + ": " + e.getMessage() + ".", e);
            }
            return session;
        }
        String name = Schemes.named(scheme.orElse("baseline")).name();
        if (bug.isPresent() && !Machine.bugsOf(Schemes.named(name)).contains(bug.get())) {
            throw new BadInput("scheme " + name + " has no bug '" + bug.get() + "'; it has "
                    + String.join(", ", Machine.bugsOf(Schemes.named(name))) + ".");
        }
        Scope machine = scope.map(ExploreCommand::scope)
                .or(() -> bug.flatMap(one -> scopeOfBug(name, one)))
                .orElseGet(() -> scope(ModelScope.SMALL));
        return new Session(
                Version.number(), new Session.Setup(name, bug.map(List::of).orElse(List.of()), machine));
    }

    private static Scope scope(ModelScope scope) {
        return switch (scope) {
            case SMALL -> Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));
            case MEDIUM ->
                Scope.small(
                        2,
                        2,
                        2,
                        2,
                        2,
                        1,
                        EnumSet.of(
                                Feature.CONCURRENT,
                                Feature.MIGRATE,
                                Feature.HALT,
                                Feature.LAZY,
                                Feature.PROTECT,
                                Feature.TABLES));
            case LARGE -> Scope.small(3, 3, 2, 2, 2, 2, EnumSet.allOf(Feature.class));
        };
    }

    /** The size of the model in which TLC finds the bug. */
    private static Optional<Scope> scopeOfBug(String scheme, String bug) {
        try {
            return ModelCatalog.read(Home.path()).all().stream()
                    .filter(model ->
                            model.scheme().equals(scheme) && model.bug().equals(Optional.of(bug)))
                    .flatMap(model -> CodeReplay.recording(model, "", List.of()).stream())
                    .map(Recording::scope)
                    .findFirst();
        } catch (BadInput noCatalog) {
            return Optional.empty(); // the jar is away from its models
        }
    }
}
