package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder in which an interrupted check can go on: the verdicts that it came to, and TLC's checkpoints of long searches.
 * Both are used again only for the same text of configuration and modules and the same seed.
 */
public final class RunFolder implements AutoCloseable {
    /** Changes whenever files of an earlier version must not be read any more. */
    private static final int VERSION = 2;

    private static final String LOCK = ".lock";
    private static final int CHECKPOINT_EVERY_MS = 60_000;
    private static final int KEY_DIGITS = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path folder;
    private final List<Path> modules;
    private final FileChannel lock;

    private RunFolder(Path folder, List<Path> modules, FileChannel lock) {
        this.folder = folder;
        this.modules = modules;
        this.lock = lock;
    }

    /** A verdict as it is written; {@code kind} and {@code property} are null when everything holds. */
    private record Stored(
            String key,
            Kind kind,
            String property,
            List<Counterexample.Step> behaviour,
            Integer backTo,
            StateCount states,
            double wallS) {}

    /** A verdict that was kept. */
    record Kept(TlcResult result, double wallS) {}

    /**
     * The folder, made if it is not there. It is this run's alone until it is closed or this JVM ends: of two at once, each
     * would delete the other's states.
     *
     * @throws BadInput if it can be neither made nor written to, or another run has it
     */
    public static RunFolder in(Path folder, ModelCatalog catalog) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BadInput("The folder '" + folder + "' cannot be made (a place for results is expected).", e);
        }
        if (!Files.isWritable(folder)) {
            throw new BadInput("The folder '" + folder + "' cannot be written to (a place for results is expected).");
        }
        return new RunFolder(folder, catalog.folders(), locked(folder));
    }

    private static FileChannel locked(Path folder) {
        try {
            FileChannel lock =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isMine(lock)) {
                return lock;
            }
            lock.close();
        } catch (IOException e) {
            throw new BadInput("The folder '" + folder + "' cannot be locked: " + e.getMessage() + ".", e);
        }
        throw new BadInput(
                "The folder '" + folder + "' is in use by another check; wait for it, or name another folder.");
    }

    private static boolean isMine(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException thisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // then the lock goes with this JVM
        }
    }

    Optional<Kept> find(Model model, long seed) {
        Path file = file(model);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = MAPPER.readValue(Files.readString(file), Stored.class);
            if (!key(model, seed).equals(stored.key())) {
                return Optional.empty();
            }
            TlcResult result = stored.kind() == null
                    ? new Holds(stored.states())
                    : new Violated(
                            stored.kind(),
                            stored.property(),
                            new Counterexample(
                                    stored.behaviour(),
                                    stored.backTo() == null ? OptionalInt.empty() : OptionalInt.of(stored.backTo())),
                            stored.states());
            return Optional.of(new Kept(result, stored.wallS()));
        } catch (IOException | JacksonException e) {
            return Optional.empty(); // then it is checked once more
        }
    }

    /** Keeps a verdict, if it is one. The file is there as a whole or not at all. */
    void keep(Model model, long seed, TlcResult result, double wallS) {
        String key = key(model, seed);
        Stored stored;
        if (result instanceof Violated violated) {
            OptionalInt backTo = violated.counterexample().backTo();
            stored = new Stored(
                    key,
                    violated.kind(),
                    violated.property(),
                    violated.counterexample().states(),
                    backTo.isPresent() ? backTo.getAsInt() : null,
                    violated.states(),
                    wallS);
        } else if (result instanceof Holds holds) {
            stored = new Stored(key, null, null, List.of(), null, holds.states(), wallS);
        } else {
            return;
        }
        try {
            Path temporary = Files.createTempFile(folder, ".verdict", ".part");
            Files.writeString(temporary, MAPPER.writeValueAsString(stored));
            Files.move(temporary, file(model), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadInput(file(model) + " cannot be written.", e);
        }
    }

    Checkpoints checkpoints(Model model, long seed, int workers) {
        return new Checkpoints(
                folder.resolve(model.name() + "-" + key(model, seed) + "-" + workers), CHECKPOINT_EVERY_MS);
    }

    private Path file(Model model) {
        return folder.resolve(model.name() + ".json");
    }

    /** The text of everything that decides what TLC says, as a short number. */
    private String key(Model model, long seed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((VERSION + " " + seed + " " + model.module().getFileName()).getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(model.config()));
            for (Path directory : modules) {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.filter(one -> one.toString().endsWith(".tla"))
                            .sorted()
                            .toList()) {
                        digest.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
        } catch (IOException e) {
            throw new BadInput("The modules of " + model.name() + " cannot be read.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
