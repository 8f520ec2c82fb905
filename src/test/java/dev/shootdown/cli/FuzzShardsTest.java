package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.Schemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A campaign in shards comes to what it comes to in one process. */
class FuzzShardsTest extends CommandRunner {
    /** Two segments and a bit; the bug shows in each. */
    private static final String CAMPAIGN = "fuzz baseline --bug free-before-flush --runs 33000 --steps 20 --seed 4";

    @TempDir
    private Path folder;

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    private Map<String, String> files(String name) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(folder.resolve(name))) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private int run(String line) {
        return execute(line.replace("FOLDER", folder.toString()).split(" "));
    }

    @Test
    void shardsMergedAreTheWhole() throws IOException {
        assertEquals(1, run(CAMPAIGN + " --threads 2 --result FOLDER/whole --out FOLDER/f --json"), err::toString);
        ObjectNode whole = (ObjectNode) json();
        assertEquals(33_000, whole.get("schedules").asLong());
        List<String> keys = new ArrayList<>(whole.propertyNames());
        for (int k = 1; k <= 3; k++) {
            String shard = " --threads 1 --shard " + k + "/3 --result FOLDER/" + k + " --out FOLDER/shards --json";
            assertEquals(0, run(CAMPAIGN + shard), err::toString);
            assertEquals(k + "/3", json().get("shard").asString());
            assertEquals(folder.resolve("" + k).toString(), json().get("result").asString());
            assertEquals(k < 3 ? 16_384 : 232, json().get("schedules").asLong());
            assertTrue(json().get("failing_schedules").asLong() > 0);
        }

        String merge = "merge FOLDER/3 FOLDER/1 FOLDER/2 --failures FOLDER/g";
        assertEquals(1, run(merge + " --out FOLDER/merged --json"), err::toString);
        assertEquals(new String(bytes("whole")), new String(bytes("merged")));
        ObjectNode merged = (ObjectNode) json();
        assertEquals(keys, new ArrayList<>(merged.propertyNames()));
        assertTrue(merged.get("wall_s").isNull(), "nobody knows");
        assertEquals(
                whole.without("wall_s").toString().replace(folder + "/f/", ""),
                merged.without("wall_s").toString().replace(folder + "/g/", ""));
        Map<String, String> written = files("g");
        assertEquals(merged.get("failures").size(), written.size());
        assertTrue(files("f").entrySet().containsAll(written.entrySet()), "the same files");

        assertEquals(1, run(merge), err::toString);
        String text = out.toString();
        assertTrue(text.startsWith("baseline with free-before-flush: 33,000 schedules, "), text);
        assertTrue(text.contains(" distinct states; "), text);
        assertTrue(text.contains("See one: ./shootdown replay " + folder.resolve("g")), text);
    }

    @Test
    void failuresHaveTheFilesOfOneProcessWhateverShardCameFirst() throws IOException {
        assertEquals(1, run(CAMPAIGN + " --result FOLDER/whole --out FOLDER/alone --json"), err::toString);
        Map<String, String> alone = files("alone");
        List<String> last = new ArrayList<>();
        json().get("failures")
                .forEach(failure -> last.add(
                        Path.of(failure.get("file").asString()).getFileName().toString()));
        alone.keySet().retainAll(last);
        assertEquals(last.size(), alone.size());
        for (int k = 3; k >= 1; k--) {
            assertEquals(
                    0, run(CAMPAIGN + " --shard " + k + "/3 --result FOLDER/" + k + " --out FOLDER/g"), err::toString);
        }
        // as an earlier program left it that did not look at the number: a later schedule of the same campaign
        for (String name : last) {
            Path file = folder.resolve("g").resolve(name);
            String text = Files.readString(file);
            Files.writeString(file, text.replaceFirst("schedule: [0-9]+", "schedule: 32999"));
            assertNotEquals(text, Files.readString(file));
        }
        assertEquals(1, run("merge FOLDER/1 FOLDER/2 FOLDER/3 --failures FOLDER/g"), err::toString);
        Map<String, String> merged = files("g");
        merged.keySet().retainAll(last);
        assertEquals(alone, merged);
    }

    @Test
    void someShardsSayHowManySchedulesFailed() {
        String shard = " --shard 3/3 --result FOLDER/3 --out FOLDER/f --json";
        assertEquals(0, run(CAMPAIGN + shard), err::toString);
        long failing = json().get("failing_schedules").asLong();
        assertEquals(1, run("merge FOLDER/3"));
        assertEquals(
                "fuzz: 1 of 3 units are there; shards 1/3 and 2/3 are missing; " + failing
                        + " schedules break an invariant so far.\n",
                out.toString());
        assertEquals(1, run("merge FOLDER/3 --json"));
        assertEquals(failing, json().get("failing_schedules").asLong());
    }

    @Test
    void aShardWithoutSchedulesHasNoneThatItNeverTook() {
        String shard = "fuzz baseline --runs 9 --shard 2/2 --result FOLDER/2 --out FOLDER/f";
        assertEquals(0, run(shard), err::toString);
        assertTrue(out.toString().startsWith("baseline: 0 schedules, "), out.toString());
        assertFalse(out.toString().contains("Never taken"), out.toString());
    }

    /** A name that is just short enough is too long for the file that is written first. */
    @Test
    void workIsKeptWhenItsResultCannotBeWritten() throws IOException {
        Path kept = folder.resolve("f").resolve("baseline-free-before-flush-portfolio-4-20-3of3.campaign");
        String shard = CAMPAIGN + " --shard 3/3 --out FOLDER/f --result FOLDER/";
        assertEquals(2, run(shard + "r".repeat(250)), err::toString);
        assertTrue(err.toString().matches("(?s).* cannot be written: .+\\. The schedules .*"), err.toString());
        assertTrue(err.toString().contains("are kept in " + folder.resolve("f")), err.toString());
        assertEquals("", out.toString());
        assertTrue(Files.exists(kept));
        assertEquals(0, run(shard + "r"), err::toString);
        assertEquals("Going on after 232 schedules.\n", err.toString());
        assertTrue(Files.exists(folder.resolve("r")));
        assertTrue(Files.notExists(kept));
    }

    @Test
    void aResultThatIsDamagedIsRefused() throws IOException {
        String small = "fuzz baseline --runs 50 --steps 20 --result FOLDER/r --out FOLDER/f";
        assertEquals(0, run(small), err::toString);
        assertTrue(out.toString().endsWith("Written to " + folder.resolve("r") + ".\n"), out.toString());
        String text = Files.readString(folder.resolve("r"));
        for (String[] change : new String[][] {
            {"\"schedules\" : 50", "\"schedules\" : 51"},
            {"\"campaign_result\" : \"A", "\"campaign_result\" : \"B"},
            {"\"campaign_result\" : \"A", "\"campaign_result\" : \"?"},
            {"\"runs\" : \"50\"", "\"runs\" : \"49\""},
            {"\"runs\" : \"50\"", "\"runs\" : \"x\""},
            {"\"scheme\" : \"baseline\"", "\"scheme\" : \"nosuch\""},
            {"\"steps\" : \"20\"", "\"steps\" : \"20000000000\""},
        }) {
            assertTrue(text.contains(change[0]), change[0]);
            Files.writeString(folder.resolve("r"), text.replace(change[0], change[1]));
            assertEquals(2, run("merge FOLDER/r"), change[1]);
            assertTrue(err.toString().startsWith("shootdown merge: " + folder.resolve("r") + ": "), err.toString());
            assertEquals(1, err.toString().lines().count(), err.toString());
            assertEquals("", out.toString());
        }
        Files.writeString(folder.resolve("r"), text);
        assertEquals(0, run("merge FOLDER/r"), err::toString);
    }

    @Test
    void aLongerCampaignThatIsKeptIsNoResultOfAShorterOne() {
        Campaign campaign =
                new Campaign(Schemes.named("baseline"), Set.of(), "portfolio", 1, 10_000, Long.MAX_VALUE, 1, 20);
        Fuzzer fuzzer = new Fuzzer(campaign, Segments.ALL, Version.number(), folder.resolve("f"));
        assertThrows(
                IllegalStateException.class,
                () -> fuzzer.run(at -> {
                    fuzzer.save();
                    if (at.schedules() > 0) {
                        throw new IllegalStateException("killed");
                    }
                }));
        String line = "fuzz baseline --steps 20 --out FOLDER/f --result FOLDER/r --runs ";
        assertEquals(2, run(line + 2_047));
        assertTrue(err.toString().contains("is kept in " + folder.resolve("f") + " with 2,048"), err.toString());
        assertTrue(Files.notExists(folder.resolve("r")));
        assertEquals(0, run(line + 2_048), err::toString);
        assertEquals("Going on after 2,048 schedules.\n", err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--runs 9 --shard 1/2|--shard goes with --result FILE",
                "--shard 1/2 --result FOLDER/r|--shard goes with --runs N and without --time",
                "--result FOLDER/r|--result goes with --runs N and without --time",
                "--time 1s --runs 9 --result FOLDER/r|--result goes with --runs N and without --time",
                "--runs 9 --shard 3/2 --result FOLDER/r|--shard 3/2",
                "--runs 9 --result FOLDER/no/r|cannot be written",
                "--strategy exhaustive --shard 1/2 --result FOLDER/r|--strategy exhaustive has no schedules to divide",
                "--strategy exhaustive --result FOLDER/r|--strategy exhaustive has no schedules to divide",
                "--runs 40000000000000 --result FOLDER/r|a result file has at most",
            })
    void whatMakesNoSenseIsRefusedBeforeTheWork(String options, String sentence) throws IOException {
        assertEquals(2, run("fuzz baseline --out FOLDER/f " + options));
        assertTrue(err.toString().contains(sentence), err.toString());
        assertEquals("", out.toString());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
