package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemNameTest {
    @Test
    void readsASchemeAndWhatIsAdded() {
        SystemName name = SystemName.parse("shoot4u+pmt+ple");
        assertEquals("shoot4u", name.scheme().name());
        assertTrue(name.has(Addition.PMT));
        assertTrue(name.has(Addition.PLE));
        assertFalse(name.has(Addition.PVLOCK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb+pmt", "baseline+pvlock+ple", "shoot4u+pmt-v1"})
    void writesWhatItReads(String text) {
        assertEquals(text, SystemName.parse(text).label());
    }

    @Test
    void isTheSameInWhateverOrder() {
        assertEquals(SystemName.parse("baseline+ple+pvlock"), SystemName.parse("baseline+pvlock+ple"));
    }

    @ParameterizedTest
    @CsvSource({
        "baseline+plo, there is no 'plo'",
        "baseline+, there is no ''",
        "baselin+ple, no scheme is called 'baselin'",
        "+ple, no scheme is called ''",
        "baseline+ple+ple, twice",
        "baseline+pmt+pvlock, two spinlocks",
    })
    void complainsInOneSentence(String text, String expected) {
        BadInput complaint = assertThrows(BadInput.class, () -> SystemName.parse(text));
        assertTrue(complaint.getMessage().contains(expected), complaint.getMessage());
        assertFalse(complaint.getMessage().contains("\n"));
    }
}
