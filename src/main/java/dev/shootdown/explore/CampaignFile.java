package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * A campaign that was interrupted, as a file: all that it had seen at the end of a round. The file is there as a whole or
 * not at all, whatever ends the process, and is named after what must be the same when the campaign goes on. It says where
 * the schedules of the first block ended, so that a scheme that has changed since is noticed.
 */
final class CampaignFile {
    private static final String FORM = "shootdown campaign 1";
    private static final int MOST_STEPS = 1_000_000;

    private final Campaign campaign;
    private final String key;
    private final Path file;

    CampaignFile(Campaign campaign, String tool, Path folder) {
        this.campaign = campaign;
        key = String.join(
                " ",
                FORM,
                tool,
                campaign.scheme().name(),
                new TreeSet<>(campaign.bugs()).toString(),
                campaign.strategy(),
                Long.toString(campaign.seed()),
                Integer.toString(campaign.mostSteps()));
        List<String> words = new ArrayList<>(List.of(campaign.scheme().name()));
        words.addAll(new TreeSet<>(campaign.bugs()));
        words.addAll(
                List.of(campaign.strategy(), Long.toString(campaign.seed()), Integer.toString(campaign.mostSteps())));
        file = folder.resolve(String.join("-", words).replaceAll("[^A-Za-z0-9.+_-]", "_") + ".campaign");
    }

    void save(Fuzzer.Progress progress) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(key);
            write(progress, out);
            CRC32 sum = new CRC32();
            sum.update(bytes.toByteArray());
            out.writeLong(sum.getValue());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "campaign", ".part");
            try {
                Files.write(part, bytes.toByteArray());
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new BadInput(
                    file + " cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage() + ".");
        }
    }

    /** Becomes what the file says, if there is one. */
    void restore(Fuzzer.Progress progress) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length - Long.BYTES;
            CRC32 sum = new CRC32();
            sum.update(bytes, 0, Math.max(0, length));
            DataInputStream end = new DataInputStream(new ByteArrayInputStream(bytes, Math.max(0, length), Long.BYTES));
            if (length < 0 || sum.getValue() != end.readLong()) {
                throw refused("is damaged");
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
            if (!in.readUTF().equals(key)) {
                throw refused("was written by another version, or for another campaign");
            }
            long firstBlock = progress.firstBlock;
            read(progress, in);
            if (firstBlock != progress.firstBlock) {
                throw refused("is of a campaign on other code: the same schedules end elsewhere now");
            }
        } catch (IOException e) {
            throw refused("cannot be read");
        }
    }

    private BadInput refused(String why) {
        return new BadInput(file + " " + why + ": delete it to begin anew.");
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BadInput(file + " cannot be deleted.");
        }
    }

    private static void write(Fuzzer.Progress progress, DataOutputStream out) throws IOException {
        out.writeLong(progress.firstBlock);
        out.writeLong(progress.rounds);
        out.writeLong(progress.nanos);
        Tally tally = progress.tally;
        out.writeLong(tally.schedules);
        out.writeLong(tally.steps);
        write(tally.taken, out);
        tally.states.save(out);
        tally.sightings.save(out);
        write(tally.conflicts.pairs, out);
        for (Invariant invariant : Invariant.values()) {
            out.writeLong(tally.failing.getOrDefault(invariant, 0L));
            out.writeInt(progress.findings.lookedAt().getOrDefault(invariant, 0));
        }
        for (long[] ofDepth : tally.depths) {
            write(ofDepth, out);
        }
        out.writeLong(progress.corpus.added());
        out.writeInt(progress.corpus.tapes().size());
        for (Corpus.Tape tape : progress.corpus.tapes()) {
            write(tape.scope(), out);
            write(tape.steps(), out);
        }
        out.writeInt(progress.findings.all().size());
        for (Findings.Small small : progress.findings.all()) {
            out.writeLong(small.number());
            out.writeInt(small.invariant().ordinal());
            out.writeInt(small.times());
            write(small.schedule().scope(), out);
            write(small.schedule().steps(), out);
        }
    }

    private void read(Fuzzer.Progress progress, DataInputStream in) throws IOException {
        progress.firstBlock = in.readLong();
        progress.rounds = in.readLong();
        progress.nanos = in.readLong();
        Tally tally = progress.tally;
        tally.schedules = in.readLong();
        tally.steps = in.readLong();
        readInto(tally.taken, in);
        tally.states.restore(in);
        tally.sightings.restore(in);
        readInto(tally.conflicts.pairs, in);
        for (Invariant invariant : Invariant.values()) {
            long failing = in.readLong();
            int lookedAt = in.readInt();
            if (failing > 0) {
                tally.failing.put(invariant, failing);
                progress.findings.lookedAt().put(invariant, lookedAt);
            }
        }
        for (long[] ofDepth : tally.depths) {
            readInto(ofDepth, in);
        }
        long added = in.readLong();
        List<Corpus.Tape> tapes = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            tapes.add(new Corpus.Tape(scope(in), longs(in)));
        }
        progress.corpus.restore(tapes, added);
        for (int n = in.readInt(); n > 0; n--) {
            long number = in.readLong();
            Invariant invariant = Invariant.values()[in.readInt()];
            int times = in.readInt();
            Schedule schedule = new Schedule(campaign.scheme(), campaign.bugs(), scope(in), longs(in));
            progress.findings.all().add(new Findings.Small(number, invariant, schedule, times));
        }
    }

    private static void write(long[] numbers, DataOutputStream out) throws IOException {
        out.writeInt(numbers.length);
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    private static void readInto(long[] numbers, DataInputStream in) throws IOException {
        long[] saved = longs(in);
        if (saved.length != numbers.length) {
            throw new IOException("another form");
        }
        System.arraycopy(saved, 0, numbers, 0, saved.length);
    }

    private static long[] longs(DataInputStream in) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > MOST_STEPS) {
            throw new IOException("another form");
        }
        long[] numbers = new long[n];
        for (int k = 0; k < n; k++) {
            numbers[k] = in.readLong();
        }
        return numbers;
    }

    private static void write(Scope s, DataOutputStream out) throws IOException {
        out.writeInt(s.vms());
        for (int vcpus : s.vcpusOfVm()) {
            out.writeInt(vcpus);
        }
        for (int size : new int[] {
            s.pcpus(),
            s.spaces(),
            s.pages(),
            s.frames(),
            s.tables(),
            s.window(),
            s.flushCeiling(),
            s.features().size()
        }) {
            out.writeInt(size);
        }
        for (Feature feature : s.features()) {
            out.writeUTF(feature.label());
        }
    }

    private static Scope scope(DataInputStream in) throws IOException {
        List<Integer> vms = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            vms.add(in.readInt());
        }
        int[] sizes = new int[8];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = in.readInt();
        }
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (int n = sizes[7]; n > 0; n--) {
            String label = in.readUTF();
            Arrays.stream(Feature.values()).filter(f -> f.label().equals(label)).forEach(features::add);
        }
        return new Scope(
                vms,
                sizes[0],
                sizes[1],
                sizes[2],
                sizes[3],
                sizes[4],
                sizes[5],
                sizes[6],
                TlbGeometry.UNBOUNDED,
                features);
    }
}
