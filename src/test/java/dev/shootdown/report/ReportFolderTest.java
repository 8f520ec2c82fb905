package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    @TempDir
    Path folder;

    @Test
    void writesEveryFileAndNothingElse() throws IOException {
        ReportFolder.write(folder, Samples.paperLike());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(
                            "cdf-paper-2vm.png",
                            "cdf-paper-2vm.svg",
                            "cdf.json",
                            "cells.json",
                            "exits.txt",
                            "latency.csv",
                            "latency.txt",
                            "paper-2vm-baseline.hgrm",
                            "paper-2vm-baseline.hlog",
                            "paper-2vm-kvm_tlb.hgrm",
                            "paper-2vm-kvm_tlb.hlog",
                            "paper-2vm-shoot4u.hgrm",
                            "paper-2vm-shoot4u.hlog",
                            "report.html"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void givesTheSameBytesAgainAndInEveryLocale() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        ReportFolder.write(first, Samples.paperLike());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            ReportFolder.write(second, Samples.paperLike());
        } finally {
            Locale.setDefault(before);
        }
        try (Stream<Path> files = Files.list(first)) {
            for (Path file : files.toList()) {
                assertArrayEquals(
                        Files.readAllBytes(file),
                        Files.readAllBytes(second.resolve(file.getFileName())),
                        file.getFileName().toString());
            }
        }
    }

    @Test
    void replacesAnEarlierReport() throws IOException {
        ReportFolder.write(folder, Samples.paperLike());
        Files.writeString(folder.resolve("latency.txt"), "old");
        ReportFolder.write(folder, Samples.paperLike());
        assertTrue(Files.readString(folder.resolve("latency.txt")).contains("baseline"));
    }

    @Test
    void removesWhatAnotherEvaluationLeft() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.hgrm"), "of the user");
        ReportFolder.write(folder, Samples.paperLike());
        ReportFolder.write(folder, Samples.paperLike().subList(0, 1));
        assertFalse(Files.exists(folder.resolve("paper-2vm-shoot4u.hgrm")));
        assertTrue(Files.exists(folder.resolve("paper-2vm-baseline.hgrm")));
        ReportFolder.write(folder, List.of(Samples.wide("baseline", "other", 10, 100, 0.1)));
        assertFalse(Files.exists(folder.resolve("cdf-paper-2vm.png")));
        assertTrue(Files.exists(folder.resolve("cdf-other.png")));
        assertTrue(Files.exists(mine));
    }

    @Test
    void saysWhichFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        BadInput bad = assertThrows(BadInput.class, () -> ReportFolder.write(file, Samples.paperLike()));
        assertTrue(bad.getMessage().contains(file.toString()), bad.getMessage());
    }
}
