package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results to the last byte, recorded once: the same on every JDK and machine, with any number of threads. A change of a step,
 * a cost or a policy changes them; then look at the difference, and record them anew by
 * {@code mvn test -Dtest=GoldenTest -Dgolden.record=true}.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final List<String> RECORDED =
            List.of("latency.txt", "exits.txt", "cells.json", "golden-baseline.hgrm", "golden-shoot4u.hgrm");

    @TempDir
    private Path folder;

    @Test
    void anEvaluationComesOutAsRecorded() throws IOException {
        String[] args = {
            "evaluate",
            "baseline",
            "kvm_tlb",
            "pv_tlb_flush",
            "shoot4u",
            "--scenario",
            GOLDEN.resolve("scenario.yaml").toString(),
            "--seeds",
            "2",
            "--report",
            folder.toString()
        };
        assertEquals(
                Main.HOLDS,
                Main.execute(args, new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())));
        for (String name : RECORDED) {
            String text = Files.readString(folder.resolve(name));
            if (Boolean.getBoolean("golden.record")) {
                Files.writeString(GOLDEN.resolve(name), text);
            }
            assertEquals(Files.readString(GOLDEN.resolve(name)), text, name);
        }
    }

    @Test
    void aCampaignComesOutAsRecorded() throws IOException {
        StringWriter out = new StringWriter();
        String[] args = {
            "fuzz",
            "kvm_tlb",
            "--bug",
            "vpid-no-migration-flush",
            "--runs",
            "2000",
            "--seed",
            "7",
            "--json",
            "--out",
            folder.toString()
        };
        Main.execute(args, new PrintWriter(out), new PrintWriter(new StringWriter()));
        String text = out.toString()
                .replaceAll("\"wall_s\" : [^,]*,", "\"wall_s\" : 0,")
                .replace(folder.toString(), "DIR");
        Path recorded = GOLDEN.resolve("fuzz.json");
        if (Boolean.getBoolean("golden.record")) {
            Files.writeString(recorded, text);
        }
        assertEquals(Files.readString(recorded), text);
    }
}
