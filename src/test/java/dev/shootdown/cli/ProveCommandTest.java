package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code prove} as its users see it. */
class ProveCommandTest extends CommandRunner {

    @Test
    void tellsAProgramWhatIsProved() {
        assertEquals(0, execute("prove", "TicketLock", "--json", "--timeout", "10m"));
        JsonNode row = json().get("modules").get(0);
        assertEquals("TicketLock", row.get("module").asString());
        assertEquals(row.get("obligations").asInt(), row.get("proved").asInt());
        assertTrue(row.get("proved").asInt() > row.get("untouched").asInt());
        assertTrue(row.get("solver").asString().matches("z3 [0-9.]+ and cvc5 [0-9.]+"), row.toString());
    }

    @Test
    void showsTheStepThatABugBreaks() {
        assertEquals(1, execute("prove", "preemptable_ticket_lock", "--bug", "turn-means-lock", "--timeout", "10m"));
        assertTrue(out.toString().contains("SeeTurn, MutualExclusion: not kept."), out.toString());
        assertTrue(out.toString().contains("waiting  ->  holding"), out.toString());
    }

    @Test
    void tellsWhatIsProvedWithTlaps() {
        assertEquals(0, execute("prove", "--tlaps", "ticket_lock", "--json"), err.toString());
        JsonNode row = json().get("proofs").get(0);
        assertEquals("TicketLock_proofs", row.get("module").asString());
        assertEquals("Bugs = {} /\\ Spec => []Safety", row.get("theorem").asString());
        assertTrue(row.get("obligations").asInt() > 50, row.toString());
        assertEquals(2, execute("prove", "--record"));
        assertTrue(err.toString().contains("--record goes with --tlaps"), err.toString());
    }

    @Test
    void refusesWhatIsNotListed() {
        assertEquals(2, execute("prove", "nonsense"));
        assertTrue(err.toString().contains("nothing called 'nonsense' is proved"), err.toString());
        assertEquals(2, execute("prove", "TicketLock", "--bug", "nonsense"));
        assertTrue(err.toString().contains("the bug 'nonsense'"), err.toString());
    }
}
