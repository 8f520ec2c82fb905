package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Results of the finished units of a work, so that a driver that was killed does not have them done again. A unit's result is
 * a file of its own until {@link #sum} puts all of them into one; each file is there as a whole or not at all, and a file of a
 * unit that is in the sum, too, was about to be deleted.
 */
public final class UnitFolder {
    private static final String WORK = "work";
    private static final String SUM = "sum";
    private static final String UNIT = "unit-";

    private final Path folder;
    private final BitSet done = new BitSet();
    private final BitSet single = new BitSet();

    private UnitFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder, made if it is not there.
     *
     * @param work all that decides results, a line each
     * @throws BadInput if it is of another work, or cannot be written to
     */
    public static UnitFolder in(Path folder, List<String> work) {
        UnitFolder units = new UnitFolder(folder);
        Path file = folder.resolve(WORK);
        try {
            if (Files.exists(file)) {
                units.requireSame(Files.readAllLines(file), work);
            } else {
                Files.createDirectories(folder);
                WholeFile.put(file, String.join("\n", work) + "\n");
            }
        } catch (IOException e) {
            throw new BadInput(
                    "The folder '" + folder + "' cannot be written to (a place for finished units is expected).", e);
        }
        return units;
    }

    private void requireSame(List<String> there, List<String> asked) {
        for (int k = 0; k < Math.max(there.size(), asked.size()); k++) {
            String was = k < there.size() ? there.get(k) : "nothing";
            String is = k < asked.size() ? asked.get(k) : "nothing";
            if (!was.equals(is)) {
                throw new BadInput(folder + " holds finished units of other work: '" + was + "' there, '" + is
                        + "' asked for. Delete it, or choose another folder.");
            }
        }
    }

    /**
     * What an earlier driver has left.
     *
     * @param sum takes the sum of several units
     * @param unit takes that of one
     */
    public void read(Consumer<byte[]> sum, BiConsumer<Integer, byte[]> unit) {
        try {
            Path file = folder.resolve(SUM);
            if (Files.exists(file)) {
                byte[] bytes = Files.readAllBytes(file);
                int end = 0;
                while (bytes[end] != '\n') {
                    end++;
                }
                String numbers = new String(bytes, 0, end, StandardCharsets.US_ASCII);
                done.or(BitSet.valueOf(HexFormat.of().parseHex(numbers)));
                sum.accept(Arrays.copyOfRange(bytes, end + 1, bytes.length));
            }
            for (int number : numbers()) {
                if (done.get(number)) {
                    Files.deleteIfExists(file(number));
                } else {
                    unit.accept(number, Files.readAllBytes(file(number)));
                    done.set(number);
                    single.set(number);
                }
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadInput(folder + " holds files that are damaged: delete it to begin anew.", e);
        }
    }

    private List<Integer> numbers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(UNIT))
                    .map(name -> Integer.valueOf(name.substring(UNIT.length())))
                    .sorted()
                    .toList();
        }
    }

    private Path file(int unit) {
        return folder.resolve(UNIT + unit);
    }

    public boolean has(int unit) {
        return done.get(unit);
    }

    /** Keeps the result of a unit. */
    public void put(int unit, byte[] result) {
        write(file(unit), result);
        done.set(unit);
        single.set(unit);
    }

    /** How many results are files of their own. */
    public int singles() {
        return single.cardinality();
    }

    /** Puts the sum of all results that are here in their place. */
    public void sum(byte[] sum) {
        byte[] numbers = (HexFormat.of().formatHex(done.toByteArray()) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = Arrays.copyOf(numbers, numbers.length + sum.length);
        System.arraycopy(sum, 0, bytes, numbers.length, sum.length);
        write(folder.resolve(SUM), bytes);
        single.stream().forEach(unit -> delete(file(unit)));
        single.clear();
    }

    private static void write(Path file, byte[] bytes) {
        try {
            WholeFile.put(file, bytes);
        } catch (IOException e) {
            throw new BadInput("The file '" + file + "' cannot be written (is the disk full?).", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BadInput("The file '" + file + "' cannot be deleted.", e);
        }
    }

    /** When the work is finished, and nobody will ask for a unit any more. */
    public void delete() {
        single.stream().forEach(unit -> delete(file(unit)));
        delete(folder.resolve(SUM));
        delete(folder.resolve(WORK));
        try (Stream<Path> cutOff = Files.list(folder)) { // by whoever killed a driver while it wrote
            cutOff.filter(file -> file.getFileName().toString().endsWith(".part"))
                    .forEach(UnitFolder::delete);
        } catch (IOException e) {
            throw new BadInput("The folder '" + folder + "' cannot be read.", e);
        }
        delete(folder);
    }
}
