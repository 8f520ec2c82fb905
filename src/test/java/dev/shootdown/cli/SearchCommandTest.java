package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code search} from outside. */
class SearchCommandTest extends CommandRunner {
    @TempDir
    private Path folder;

    private int run(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        if (words.get(0).equals("search") && !words.contains("--out")) {
            words.add("--out");
            words.add(folder.resolve("out").toString());
        }
        return execute(words.toArray(String[]::new));
    }

    @Test
    void searchesAllStatesAndLeavesNoFiles() {
        assertEquals(0, run("search baseline --json"));
        JsonNode d = json();
        assertEquals("holds", d.get("verdict").asString());
        assertEquals(26_355, d.get("distinct_states").asLong());
        assertEquals(d.get("levels").asInt(), d.get("states_of_levels").size());
        assertTrue(d.get("complete").asBoolean());
        assertTrue(d.get("file").isNull());
        assertEquals("", err.toString());
        assertFalse(Files.exists(folder.resolve("out")));
        assertEquals(0, run("search baseline --model baseline-small"));
        assertTrue(out.toString().startsWith("baseline-small: 34,751 states, "), out.toString());
        assertTrue(out.toString().endsWith("Every invariant holds in every state.\n"), out.toString());
    }

    @Test
    void writesTheSameResultWhoeverDoesTheWork() throws IOException {
        Path one = folder.resolve("one.json");
        Path other = folder.resolve("other.json");
        assertEquals(0, run("search kvm_tlb --threads 1 --partitions 3 --memory 0 --result " + one));
        assertTrue(out.toString().contains("201,551 states"), out.toString());
        assertTrue(out.toString().contains("bytes a state that stay"), out.toString());
        assertEquals(0, run("search kvm_tlb --threads 2 --partitions 8 --memory 64m --result " + other));
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
        JsonNode d = new JsonMapper().readTree(Files.readString(one));
        assertEquals("shootdown result 1", d.get("form").asString());
        assertEquals("search", d.get("kind").asString());
        assertEquals(
                "concurrent,migrate", d.get("configuration").get("features").asString());
        assertEquals(201_551, d.get("result").get("states").asLong());
        assertEquals(620_504, d.get("result").get("transitions").asLong());
        assertEquals("none", d.get("result").get("broken").asString());
    }

    @Test
    void writesAFailureThatReplayShows() throws IOException {
        Path result = folder.resolve("result.json");
        assertEquals(1, run("search pv_tlb_flush --bug CVE-2019-3016-a --features none --json --result " + result));
        JsonNode d = json();
        assertEquals("NoStaleTranslation", d.get("verdict").asString());
        assertFalse(d.get("complete").asBoolean());
        Path file = Path.of(d.get("file").asString());
        assertEquals(1, run("replay " + file + " --json"));
        assertEquals(d.get("steps").asInt(), json().get("steps").size());
        assertEquals("NoStaleTranslation", json().get("invariant").asString());
        JsonNode found = new JsonMapper().readTree(Files.readString(result)).get("result");
        assertEquals(json().get("steps"), found.get("path"));
        assertEquals(d.get("broken_states"), found.get("broken_states"));
        assertEquals(1, run("search pv_tlb_flush --model pv_tlb_flush-bug-CVE-2022-39189"));
        assertTrue(out.toString().contains("NoUseAfterFree is broken after "), out.toString());
    }

    @Test
    void goesOnFromItsFolderAndRefusesThatOfAnother() {
        assertEquals(0, run("search shoot4u --features concurrent,migrate,irqs-off --states 55000 --keep"));
        assertTrue(out.toString().contains("Given up at --states"), out.toString());
        assertFalse(out.toString().contains("Files: "), "nearly all was done in memory: " + out);
        assertEquals(2, run("search shoot4u"));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(
                err.toString()
                        .contains(
                                "holds an unfinished search with features concurrent,migrate,irqs-off, not with features concurrent,migrate:"));
        assertEquals(0, run("search shoot4u --features concurrent,migrate,irqs-off --json"));
        assertEquals(57_007, json().get("distinct_states").asLong());
        assertFalse(Files.exists(folder.resolve("out/data")), "finished, so nothing stays");
    }

    @Test
    void leavesTheFolderFreeWhenNothingIsKept() throws Exception {
        Path data = folder.resolve("out/data");
        String out = folder.resolve("out").toString();
        // minutes until the first level in files is finished
        Process process = OwnJvm.command("search", "kvm_tlb", "--vcpus", "99", "--threads", "1", "--out", out)
                .start();
        String said = OwnJvm.interruptAfter(
                process, "the search has begun in files", () -> Files.exists(data.resolve("search")));
        assertEquals("Interrupted. The same command begins anew.", said.strip());
        assertEquals(0, run("search shoot4u"), err.toString());
        assertFalse(Files.exists(data));
    }

    @Test
    void searchesUpToExchanges() {
        assertEquals(0, run("search baseline --frames 2 --symmetry --json"));
        assertEquals(167_155, json().get("distinct_states").asLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search nothing",
                "search baseline --bug nothing",
                "search baseline --features nothing",
                "search baseline --vcpus 0",
                "search baseline --partitions 0",
                "search baseline --partitions 4097",
                "search baseline --threads 0",
                "search baseline --states 0",
                "search baseline --memory 3x",
                "search baseline --features tables",
                "search baseline --model nothing",
                "search kvm_tlb --model baseline-small",
                "search baseline --model baseline-small --vcpus 3",
                "search baseline --vcpus 7 --symmetry",
                "search baseline --result /no/such/folder/file.json",
                "search baseline --out /proc/shootdown",
                "search baseline --out pom.xml/below",
            })
    void refusesWhatMakesNoSense(String line) {
        assertEquals(2, run(line), line);
        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("shootdown search: "), err.toString());
        assertTrue(err.toString().lines().count() <= 2, err.toString());
        assertFalse(Files.exists(folder.resolve("out")));
    }
}
