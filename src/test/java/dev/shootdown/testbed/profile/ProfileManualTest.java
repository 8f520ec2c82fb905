package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.Addition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/profiles.md says what the reader does. */
class ProfileManualTest {
    private static final Path MANUAL = Path.of("docs/profiles.md");

    @TempDir
    Path folder;

    @Test
    void explainsEveryKey() throws IOException {
        String manual = Files.readString(MANUAL);
        for (Fact fact : Profiles.scenario("paper-2vm").allFacts()) {
            String key = fact.key().substring(fact.key().lastIndexOf('.') + 1);
            assertTrue(manual.contains("`" + key + "`"), fact.key());
        }
    }

    @Test
    void namesEverythingBuiltIn() throws IOException {
        String manual = Files.readString(MANUAL);
        Profiles.SCENARIOS.forEach(name -> assertTrue(manual.contains("`" + name + "`"), name));
        Profiles.MACHINES.forEach(name -> assertTrue(manual.contains("`" + name + "`"), name));
        Profiles.WORKLOADS.forEach(name -> assertTrue(manual.contains("`" + name + "`"), name));
    }

    @Test
    void explainsWhatCanBeAdded() throws IOException {
        String manual = Files.readString(MANUAL);
        Addition.labels().forEach(name -> assertTrue(manual.contains("`" + name + "`"), name));
    }

    @Test
    void explainsEveryKeyOfPrograms() throws IOException {
        String manual = Files.readString(MANUAL);
        for (Fact fact : Profiles.scenario("lightweight-kernel").allFacts()) {
            String key = fact.key().substring(fact.key().lastIndexOf('.') + 1);
            assertTrue(manual.contains("`" + key + "`"), fact.key());
        }
    }

    @Test
    void showsAScenarioThatWorks() throws IOException {
        String manual = Files.readString(MANUAL);
        int start = manual.indexOf("```yaml\nname: ") + "```yaml\n".length();
        String example = manual.substring(start, manual.indexOf("```", start));
        Path file = Files.writeString(folder.resolve("example.yaml"), example);
        Scenario scenario = Profiles.scenario(file.toString());
        assertEquals(8, scenario.vcpus());
        assertEquals(4, scenario.pcpus().size());
    }
}
