package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * A campaign that was interrupted, as a file: all that it had seen at the end of a round, and all that the segment knows
 * which that round is of. The file is there as a whole or not at all, whatever ends the process, and is named after what
 * must be the same when the campaign goes on, its part of the segments too. It says where the schedules of the first block
 * ended, so that a scheme that has changed since is noticed.
 */
final class CampaignFile {
    private static final String FORM = "shootdown campaign 2";

    private final Campaign campaign;
    private final String key;
    private final Path file;

    CampaignFile(Campaign campaign, Segments segments, String tool, Path folder) {
        this.campaign = campaign;
        key = String.join(
                " ",
                FORM,
                tool,
                campaign.scheme().name(),
                new TreeSet<>(campaign.bugs()).toString(),
                campaign.strategy(),
                Long.toString(campaign.seed()),
                Integer.toString(campaign.mostSteps()),
                segments.toString());
        List<String> words = new ArrayList<>(List.of(campaign.scheme().name()));
        words.addAll(new TreeSet<>(campaign.bugs()));
        words.addAll(
                List.of(campaign.strategy(), Long.toString(campaign.seed()), Integer.toString(campaign.mostSteps())));
        if (!segments.equals(Segments.ALL)) {
            words.add((segments.first() + 1) + "of" + segments.step());
        }
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
            WholeFile.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
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
        out.writeLong(progress.nanos);
        byte[] all = progress.all.bytes();
        out.writeInt(all.length);
        out.write(all);
        Segment segment = progress.segment;
        out.writeLong(segment.number);
        out.writeInt(segment.rounds);
        segment.tally.save(out);
        out.writeLong(segment.corpus.added());
        out.writeInt(segment.corpus.tapes().size());
        for (Corpus.Tape tape : segment.corpus.tapes()) {
            Wire.write(tape.scope(), out);
            Wire.write(tape.steps(), out);
        }
        segment.findings.save(out);
    }

    private void read(Fuzzer.Progress progress, DataInputStream in) throws IOException {
        progress.firstBlock = in.readLong();
        progress.nanos = in.readLong();
        byte[] all = new byte[Wire.count(in, 1 << 26)];
        in.readFully(all);
        progress.all = CampaignResult.parse(all);
        Segment segment = new Segment(campaign, in.readLong());
        segment.rounds = in.readInt();
        segment.tally.restore(in);
        long added = in.readLong();
        List<Corpus.Tape> tapes = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            tapes.add(new Corpus.Tape(Wire.scope(in), Wire.longs(in)));
        }
        segment.corpus.restore(tapes, added);
        segment.findings.restore(in);
        progress.segment = segment;
    }
}
