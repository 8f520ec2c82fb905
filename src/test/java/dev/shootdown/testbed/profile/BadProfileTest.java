package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadProfileTest {
    private static final String SCENARIO = """
            name: mine
            assumption: "made up for a test"
            machine: paper-ivy-bridge
            pcpus: 12
            warm_up: {ms: 10}
            duration: {s: 1}
            vms:
              - name: vm1
                vcpus: 12
                workload: dedup
            """;

    @TempDir
    Path folder;

    private String complaint(String text) throws IOException {
        return complaint(text.getBytes(StandardCharsets.UTF_8));
    }

    private String complaint(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("mine.yaml"), bytes);
        BadInput bad = assertThrows(BadInput.class, () -> Profiles.scenario(file.toString()));
        assertFalse(bad.getMessage().contains("\n"), "one line");
        return bad.getMessage().replace(folder.toString() + "/", "");
    }

    @Test
    void refusesAnIcrWriteShorterThanTheExitThatIsPartOfIt() {
        Scenario paper = Profiles.scenario("paper-1vm");
        BadInput bad = assertThrows(BadInput.class, () -> paper.with("machine.virtualization.icr_write", 0.4));
        assertTrue(bad.getMessage().contains("'virtualization.icr_write': is 1000 cycles"), bad.getMessage());
    }

    @Test
    void refusesTwoVmsOfOneName() throws IOException {
        String second = "  - {name: NAME, vcpus: 12, workload: dedup}\n";
        assertEquals(
                "mine.yaml:11: key 'vms[1].name': is 'vm1', which another VM has (different names are expected)",
                complaint(SCENARIO + second.replace("NAME", "vm1")));
        Path file = Files.writeString(folder.resolve("two.yaml"), SCENARIO + second.replace("NAME", "vm2"));
        assertEquals(2, Profiles.scenario(file.toString()).vms().size());
    }

    @Test
    void readsTheScenarioThatTheOtherTestsBreak() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), SCENARIO);
        Scenario scenario = Profiles.scenario(file.toString());
        assertEquals("mine", scenario.name());
        assertEquals(25_000_000, scenario.warmUp(), "10 ms at 2.5 GHz");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    pcpus: 12          | pcpus: 0            | mine.yaml:4: key 'pcpus': is 0 (a number from 1 to 24 is expected)
                    pcpus: 12          | pcpus: 25           | mine.yaml:4: key 'pcpus': is 25 (a number from 1 to 24 is expected)
                    pcpus: 12          | pcpus: 1.5          | mine.yaml:4: key 'pcpus': is 1.5 (a whole number is expected)
                    pcpus: 12          | pcpus: twelve       | mine.yaml:4: key 'pcpus': is 'twelve' (a number is expected)
                    pcpus: 12          | pcpus: "12"         | mine.yaml:4: key 'pcpus': is '12' (a number is expected)
                    pcpus: 12          | pcpus: .nan         | mine.yaml:4: key 'pcpus': is '.nan' (a number is expected)
                    pcpus: 12          | pcpus: 1e999        | mine.yaml:4: key 'pcpus': is too large
                    pcpus: 12          | pcpus: {a: 1}       | mine.yaml:4: key 'pcpus.a': is unknown (a unit, source, assumption, range or note is expected)
                    pcpus: 12          | pcpus: [0, 3, 3]    | mine.yaml:4: key 'pcpus': holds 3 (different whole numbers in ascending order are expected)
                    pcpus: 12          | pcpus: [0, 24]      | mine.yaml:4: key 'pcpus': is 24 (a number from 0 to 23 is expected)
                    pcpus: 12          | pcpus: []           | mine.yaml:4: key 'pcpus': has 0 items (1 to 4096 are expected)
                    vcpus: 12          | vcpus: 10000000     | mine.yaml:9: key 'vms[0].vcpus': is 10000000 (a number from 1 to 4096 is expected)
                    vcpus: 12          | vcpus: -3           | mine.yaml:9: key 'vms[0].vcpus': is negative (zero or more is expected)
                    vcpus: 12          | vcpu: 12            | mine.yaml:9: key 'vms[0].vcpu': is unknown (is 'vcpus' meant?)
                    vcpus: 12          | cpus_v: 12          | mine.yaml:9: key 'vms[0].cpus_v': is unknown (known here: name, vcpus, workload, pcpus)
                    workload: dedup    | workload: nosuch    | mine.yaml:10: key 'vms[0].workload': 'nosuch' is no file and no built-in workload (these are WORKLOADS)
                    name: mine         | nonsense: 1         | mine.yaml:1: key 'nonsense': is unknown (known here: name, machine, pcpus, warm_up, duration, vms)
                    machine: paper-ivy-bridge | machine: nosuch | mine.yaml:3: key 'machine': 'nosuch' is no file and no built-in machine (these are paper-ivy-bridge, current-server)
                    duration: {s: 1}   | duration: {s: 0}    | mine.yaml:6: key 'duration': is under 1 cycles
                    duration: {s: 1}   | duration: {s: -1}   | mine.yaml:6: key 'duration': is negative (zero or more is expected)
                    duration: {s: 1}   | duration: {s: 1e12} | mine.yaml:6: key 'duration': is 1000000000000 s, absurdly long (at most 1e17 cycles)
                    duration: {s: 1}   | duration: 5         | mine.yaml:6: key 'duration': has no unit (a duration such as {us: 1.5, source: "…"} is expected)
                    duration: {s: 1}   | duration: {s: 1, ms: 3} | mine.yaml:6: key 'duration': is given twice, as s and as ms
                    duration: {s: 1}   | duration: {s: 1, range: [2, 3]} | mine.yaml:6: key 'duration': has a range that does not hold its value (0 <= low <= value <= high is expected)
                    duration: {s: 1}   | duration: [1]       | mine.yaml:6: key 'duration': has no unit (a duration such as {us: 1.5, source: "…"} is expected)
                    duration: {s: 1}   | duration: {s: 1, source: ""} | mine.yaml:6: key 'source': is empty (a sentence is expected)
                    assumption: "made up for a test" | note: "none" | mine.yaml:4: key 'pcpus': says neither source nor assumption (every number states where it comes from)
                    duration: {s: 1}   | pcpus: 3            | mine.yaml:6: key 'pcpus': appears twice in this block
                    duration: {s: 1}   | duration: &a {s: 1} | mine.yaml:6: anchors and aliases are not supported (plain values are expected)
                    duration: {s: 1}   | duration: !!int 3   | mine.yaml:6: tags are not supported (plain values are expected)
                    """)
    void namesFileLineAndKey(String original, String broken, String expected) throws IOException {
        String text = SCENARIO.replace(original, broken);
        assertFalse(text.equals(SCENARIO), "the test changes something");
        assertEquals(expected.replace("WORKLOADS", String.join(", ", Profiles.WORKLOADS)), complaint(text));
    }

    @Test
    void complainsAboutKeysNobodyKnows() throws IOException {
        assertEquals(
                "mine.yaml:11: key 'colour': is unknown (known here: name, machine, pcpus, warm_up, duration, vms)",
                complaint(SCENARIO + "colour: 3\n"));
    }

    @Test
    void complainsAboutKeysThatAreMissing() throws IOException {
        assertEquals("mine.yaml:8: key 'vms[0].vcpus': is missing", complaint(SCENARIO.replace("    vcpus: 12\n", "")));
        assertEquals("mine.yaml:1: key 'name': is missing", complaint(SCENARIO.replace("name: mine\n", "")));
    }

    @Test
    void complainsAboutTooManyVcpusInAll() throws IOException {
        String vm = "  - {name: vm2, vcpus: 4090, workload: sysbench-cpu}\n";
        assertEquals(
                "mine.yaml:11: key 'vms[1].vcpus': makes 4102 vCPUs in all (at most 4096 are supported)",
                complaint(SCENARIO + vm));
    }

    @Test
    void complainsAboutFilesThatAreNoYaml() throws IOException {
        assertEquals("mine.yaml:1: the file is empty (a block of 'key: value' lines is expected)", complaint(""));
        assertEquals(
                "mine.yaml:1: the file is empty (a block of 'key: value' lines is expected)", complaint("# nothing\n"));
        assertEquals("mine.yaml:1: this is a list (a block of 'key: value' lines is expected)", complaint("[1, 2]\n"));
        assertTrue(complaint("vms: [[[").startsWith("mine.yaml:1: this is not YAML: "));
        assertEquals(
                "mine.yaml:1: the file is not UTF-8 text (YAML is expected)",
                complaint(new byte[] {(byte) 0xff, (byte) 0xfe, 3, (byte) 0x90}));
        assertTrue(complaint(new byte[] {0, 1, 2, 3}).startsWith("mine.yaml:1: this is not YAML: "));
        assertEquals("mine.yaml:1: nested deeper than 16 levels", complaint("a: " + "[".repeat(5000)));
        assertEquals(
                "mine.yaml:2: a second document starts here (one document is expected)", complaint("a: 1\n---\nb: 1"));
        assertEquals(
                "mine.yaml:1: the file is over 1 MiB (a profile of a few kilobytes is expected)",
                complaint(new byte[(1 << 20) + 1]));
    }

    @Test
    void complainsAboutPathsThatAreNoFiles() {
        String absent = folder.resolve("absent.yaml").toString();
        BadInput none = assertThrows(BadInput.class, () -> Profiles.scenario(absent));
        assertEquals(
                "'" + absent + "' is no file and no built-in scenario (these are "
                        + String.join(", ", Profiles.SCENARIOS) + ")",
                none.getMessage());
        BadInput directory = assertThrows(BadInput.class, () -> Profiles.scenario(folder.toString()));
        assertEquals("'" + folder + "' is not a file (a YAML file is expected)", directory.getMessage());
        assertThrows(BadInput.class, () -> Profiles.scenario("nul\0byte"));
    }

    @Test
    void findsWhatAScenarioNamesBesideIt() throws IOException {
        try (InputStream machine = getClass().getResourceAsStream("/machines/paper-ivy-bridge.yaml")) {
            String text = new String(machine.readAllBytes(), StandardCharsets.UTF_8).replace("hz: 2.5e9", "hz: 2.1e9");
            Files.writeString(folder.resolve("slow.yaml"), text);
        }
        Path file = Files.writeString(
                folder.resolve("mine.yaml"), SCENARIO.replace("machine: paper-ivy-bridge", "machine: slow.yaml"));
        assertEquals(2.1e9, Profiles.scenario(file.toString()).machine().clockHz());
    }

    @Test
    void blamesTheFileInWhichTheMistakeIs() throws IOException {
        try (InputStream machine = getClass().getResourceAsStream("/machines/paper-ivy-bridge.yaml")) {
            String text = new String(machine.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("invvpid: {cycles: 300", "invvpid: {cycles: -300");
            Files.writeString(folder.resolve("broken.yaml"), text);
        }
        String complaint = complaint(SCENARIO.replace("machine: paper-ivy-bridge", "machine: broken.yaml"));
        assertTrue(complaint.startsWith("broken.yaml:"), complaint);
        assertTrue(complaint.contains("key 'virtualization.invvpid'"), complaint);
    }
}
