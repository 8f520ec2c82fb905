package dev.shootdown.modelcheck;

/**
 * One message of TLC's {@code -tool} mode, or one line that it printed outside of any message.
 *
 * @param code the number that TLC's {@code tlc2.output.EC} gives this kind of message, or {@link #LOOSE}
 * @param text without the frame around it and without the last line end
 */
record TlcMessage(int code, String text) {
    static final int LOOSE = -1;

    static final int GENERAL = 1000;
    static final int OUT_OF_MEMORY = 1001;
    static final int OUT_OF_MEMORY_TOO_MANY_INITIAL = 1002;
    static final int OUT_OF_MEMORY_LIVENESS = 1003;
    static final int STACK_OVERFLOW = 1005;
    static final int FAILED_ON_INITIAL_STATE = 2102;
    static final int NESTED_EXPRESSIONS = 2103;
    static final int INVARIANT_VIOLATED_INITIALLY = 2107;
    static final int PROPERTY_VIOLATED_INITIALLY = 2108;
    static final int INVARIANT_VIOLATED = 2110;
    static final int ACTION_PROPERTY_VIOLATED = 2112;
    static final int DEADLOCK = 2114;
    static final int TEMPORAL_PROPERTY_VIOLATED = 2116;
    static final int BEHAVIOR_FOLLOWS = 2121;
    static final int BACK_TO_STATE = 2122;
    static final int SUCCESS = 2193;
    static final int DEPTH = 2194;
    static final int CHECKPOINT_BEGINS = 2195;
    static final int CHECKPOINT_ENDS = 2196;
    static final int RECOVERED = 2198;
    static final int FINAL_COUNTS = 2199;
    static final int PROGRESS = 2200;
    static final int COVERAGE_BEGINS = 2201;
    static final int STATE = 2217;
    static final int STUTTERING = 2218;
    static final int PARSER_ENDS = 2219;
    static final int PARSER_STARTS = 2220;
    static final int COUNTEREXAMPLE_FOLLOWS = 2264;
    static final int ACTION_COVERAGE = 2772;
    static final int PARSING_FAILED = 3002;
}
