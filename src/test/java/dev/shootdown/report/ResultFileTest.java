package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.report.ResultFile.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ResultFileTest {
    private static final int UNITS = 10;

    @TempDir
    Path folder;

    private static Header header(String... changed) {
        Map<String, String> configuration = new LinkedHashMap<>(Map.of("seed", "1"));
        configuration.put("scheme", "shoot4u");
        Map<String, String> head = new LinkedHashMap<>(Map.of("tool", "1.0", "build", "ab", "kind", "count"));
        for (int k = 0; k < changed.length; k += 2) {
            (head.containsKey(changed[k]) ? head : configuration).put(changed[k], changed[k + 1]);
        }
        return new Header(head.get("tool"), head.get("build"), head.get("kind"), configuration, UNITS);
    }

    /** The work of these tests: the sum of the units' squares. */
    private static ObjectNode sum(Units units) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put("sum", units.stream().mapToLong(unit -> unit * unit).sum());
    }

    private static ObjectNode join(List<ObjectNode> results) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put(
                "sum",
                results.stream().mapToLong(one -> one.required("sum").asLong()).sum());
    }

    private static ResultFile shard(int number, int of, String... changed) {
        Shard shard = new Shard(number, of);
        return ResultFile.of(header(changed), shard, sum(Units.of(shard, UNITS)));
    }

    private static ResultFile whole() {
        return ResultFile.whole(header(), sum(Units.all(UNITS)));
    }

    private static ResultFile merge(ResultFile... files) {
        LinkedHashMap<Path, ResultFile> named = new LinkedHashMap<>();
        Arrays.stream(files).forEach(file -> named.put(Path.of((char) ('a' + named.size()) + ".json"), file));
        return ResultFile.merge(named, ResultFileTest::join);
    }

    private static String complaint(ResultFile... files) {
        return assertThrows(BadInput.class, () -> merge(files)).getMessage();
    }

    @Test
    void theTextHasItsKeysInOrder() {
        assertEquals("""
                {
                  "form" : "shootdown result 1",
                  "tool" : "1.0",
                  "build" : "ab",
                  "kind" : "count",
                  "configuration" : {
                    "seed" : "1",
                    "scheme" : "shoot4u"
                  },
                  "units" : 10,
                  "done" : "1,5,9",
                  "shards" : 4,
                  "result" : {
                    "sum" : 107
                  },
                  "digest" : "DIGEST"
                }
                """, shard(2, 4).text().replaceFirst("[0-9a-f]{64}", "DIGEST"));
        assertFalse(whole().text().contains("shards"));
    }

    /** Double.toString of JDK 17 says 1.9999999999999998E23, that of JDK 25 does not. */
    @Test
    void numbersAreTheSameTextOnEveryJdk() {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("x", 2e23).put("y", 2e-3);
        String text = ResultFile.whole(header(), result).text();
        assertTrue(text.contains("\"x\" : 2.0E23"), text);
        assertTrue(text.contains("\"y\" : 0.002"), text);
    }

    @Test
    void isReadAsItWasWritten() {
        Path file = folder.resolve("a.json");
        for (ResultFile one : List.of(shard(2, 4), whole(), shard(12, 12))) {
            one.write(file);
            ResultFile read = ResultFile.read(file);
            assertEquals(one.header(), read.header());
            assertEquals(one.shards(), read.shards());
            assertEquals(one.done(), read.done());
            assertEquals(one.text(), read.text());
        }
    }

    @Test
    void partsInAnyOrderAndGroupingAreTheWhole() {
        String whole = whole().text();
        assertEquals(whole, merge(shard(1, 3), shard(2, 3), shard(3, 3)).text());
        assertEquals(whole, merge(shard(3, 3), shard(1, 3), shard(2, 3)).text());
        assertEquals(whole, merge(merge(shard(3, 3), shard(2, 3)), shard(1, 3)).text());
        assertEquals(whole, merge(shard(1, 1)).text());
        assertEquals(whole, merge(whole()).text());
        ResultFile[] more =
                Stream.iterate(1, k -> k + 1).limit(13).map(k -> shard(k, 13)).toArray(ResultFile[]::new);
        assertEquals(whole, merge(more).text(), "shards without a unit");
    }

    @Test
    void somePartsSayWhichOthersAreMissing() {
        ResultFile some = merge(shard(3, 4), shard(1, 4));
        assertFalse(some.isWhole());
        assertEquals(List.of(new Shard(2, 4), new Shard(4, 4)), some.missing());
        assertEquals("0,2,4,6,8", some.done().toString());
        assertEquals(Optional.of(4), some.shards());
        assertNotEquals(whole().text(), some.text());
    }

    @Test
    void otherWorkIsRefused() {
        assertEquals(
                "a.json and b.json are not of the same work: 'build' is 'ab' in the first and 'cd' in the second.",
                complaint(shard(1, 2), shard(2, 2, "build", "cd")));
        assertEquals(
                "a.json and b.json are not of the same work: 'configuration.seed' is '1' in the first and '2' in the"
                        + " second.",
                complaint(shard(1, 2), shard(2, 2, "seed", "2")));
        assertEquals(
                "a.json and b.json are not of the same work: 'configuration.bugs' is missing in the first and 'x' in"
                        + " the second.",
                complaint(shard(1, 2), shard(2, 2, "bugs", "x")));
        assertTrue(complaint(shard(1, 2), shard(2, 2, "tool", "2.0")).contains("'tool'"));
        assertTrue(complaint(shard(1, 2), shard(2, 2, "kind", "guess")).contains("'kind'"));
        assertEquals(
                "a.json and b.json do not go together: one is of 2 shards, the other of 3.",
                complaint(shard(1, 2), shard(2, 3)));
    }

    @Test
    void aUnitIsNotCountedTwice() {
        assertEquals(
                "a.json and c.json both hold unit 0 (of shard 1/3), which would be counted twice.",
                complaint(shard(1, 3), shard(2, 3), shard(1, 3)));
        assertEquals(
                "a.json and b.json both hold unit 0, which would be counted twice.", complaint(shard(1, 3), whole()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shootdown result 1 | shootdown result 2 | key 'form' is 'shootdown result 2' ('shootdown result 1' is expected: another version of Shootdown wrote it).",
                "\"form\" | \"from\" | it is no result file (key 'form' with 'shootdown result 1' is expected).",
                "\"tool\" | \"tol\"  | key 'tol' is unknown.",
                "\"tool\" : \"1.0\", | '' | key 'tool' is missing.",
                "\"1.0\"  | 1.0      | key 'tool' is no text.",
                "\"shards\" : 4,   | '' | key 'shards' is missing.",
                "\"shards\" : 4    | \"shards\" : 1 | key 'shards' is '1' (a number from 2 on is expected).",
                "\"units\" : 10    | \"units\" : 0  | key 'units' is '0' (a number from 1 on is expected).",
                "\"units\" : 10    | \"units\" : 3  | key 'done' holds '5' (ascending ranges of units below 3 are expected, as in 0-3,7).",
                "\"1,5,9\"         | \"9,1\"        | key 'done' holds '1' (ascending ranges of units below 10 are expected, as in 0-3,7).",
                "\"seed\" : \"1\"  | \"seed\" : 1   | key 'seed' is no text.",
                "\"sum\" : 107     | \"sum\" : 107 }, \"more\" : {  | key 'more' is unknown.",
            })
    void saysWhereAFileIsDamaged(String from, String to, String expected) throws IOException {
        Path file = folder.resolve("a.json");
        String text = shard(2, 4).text();
        assertTrue(text.contains(from), from);
        Files.writeString(file, text.replace(from, to));
        BadInput bad = assertThrows(BadInput.class, () -> ResultFile.read(file));
        assertEquals(file + ": " + expected, bad.getMessage());
    }

    @Test
    void theDigestIsOfTheFileWithoutIt() throws Exception {
        String text = whole().text();
        String tail = ",\n  \"digest\" : \"";
        String without = text.substring(0, text.indexOf(tail)) + "\n}\n";
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(without.getBytes(StandardCharsets.UTF_8));
        assertTrue(text.endsWith(tail + HexFormat.of().formatHex(sha) + "\"\n}\n"), text);
    }

    /** Another number is as good JSON as the right one. */
    @Test
    void noCharacterCanChange() throws IOException {
        Path file = folder.resolve("a.json");
        byte[] bytes = shard(2, 4).text().getBytes(StandardCharsets.UTF_8);
        for (int k = 0; k < bytes.length; k++) {
            if (bytes[k] != ' ' && bytes[k] != '\n') {
                byte[] other = bytes.clone();
                other[k] ^= 1;
                Files.write(file, other);
                BadInput bad = assertThrows(BadInput.class, () -> ResultFile.read(file));
                assertTrue(bad.getMessage().startsWith(file + ":"), bad.getMessage());
            }
        }
        Files.writeString(file, new String(bytes, StandardCharsets.UTF_8).replace("107", "108"));
        assertEquals(
                file + ": the file is damaged: its content is not what key 'digest' was made of.",
                assertThrows(BadInput.class, () -> ResultFile.read(file)).getMessage());
    }

    @Test
    void aCutFileIsDamaged() throws IOException {
        Path file = folder.resolve("a.json");
        String text = shard(2, 4).text();
        for (int length = 0; length < text.length() - 2; length += 7) {
            Files.writeString(file, text.substring(0, length));
            BadInput bad = assertThrows(BadInput.class, () -> ResultFile.read(file));
            assertTrue(bad.getMessage().startsWith(file + ":"), bad.getMessage());
            assertFalse(bad.getMessage().contains("\n"), bad.getMessage());
        }
    }

    @Test
    void saysWhatCannotBeReadOrWritten() throws IOException {
        Path none = folder.resolve("none.json");
        assertEquals(
                none + ": there is no such file.",
                assertThrows(BadInput.class, () -> ResultFile.read(none)).getMessage());
        assertEquals(
                folder + ": the file cannot be read.",
                assertThrows(BadInput.class, () -> ResultFile.read(folder)).getMessage());
        Path nowhere = folder.resolve("no folder").resolve("a.json");
        assertThrows(BadInput.class, () -> whole().write(nowhere));
        Path full = folder.resolve("a".repeat(250));
        BadInput why = assertThrows(BadInput.class, () -> whole().write(full));
        assertTrue(why.getMessage().startsWith("The file '" + full + "' cannot be written: "), why.getMessage());
        assertThrows(BadInput.class, () -> ResultFile.requirePlace(nowhere));
        assertThrows(BadInput.class, () -> ResultFile.requirePlace(folder));
        ResultFile.requirePlace(none);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count(), "nothing is half-written");
        }
    }
}
