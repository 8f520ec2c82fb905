package dev.shootdown.modelcheck;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the lines of TLC's {@code -tool} mode together to messages. A message may hold another (an exception whose text is
 * itself a message): the inner frame is dropped, its text belongs to the outer one.
 */
final class TlcMessages {
    private static final Pattern START = Pattern.compile("(.*)@!@!@STARTMSG (\\d+):(\\d+) @!@!@");
    private static final Pattern END = Pattern.compile("@!@!@ENDMSG (\\d+) @!@!@");

    /** The class of a message that is an error, in {@code tlc2.output.MP}. */
    private static final String ERROR = "1";

    private final Consumer<TlcMessage> sink;
    private final Consumer<TlcMessage> errorSink;
    private final StringBuilder text = new StringBuilder();
    private int code;
    private boolean error;
    private int frames;

    /** Every message goes to the first sink, and one that TLC calls an error to the second as well. */
    TlcMessages(Consumer<TlcMessage> sink, Consumer<TlcMessage> errorSink) {
        this.sink = sink;
        this.errorSink = errorSink;
    }

    void line(String line) {
        Matcher start = START.matcher(line);
        if (start.matches()) {
            if (!start.group(1).isEmpty()) {
                line(start.group(1));
            }
            if (frames++ == 0) {
                code = Integer.parseInt(start.group(2));
                error = start.group(3).equals(ERROR);
                text.setLength(0);
            }
        } else if (frames > 0 && END.matcher(line).matches()) {
            if (--frames == 0) {
                emit();
            }
        } else if (frames > 0) {
            text.append(line).append('\n');
        } else {
            sink.accept(new TlcMessage(TlcMessage.LOOSE, line));
        }
    }

    private void emit() {
        TlcMessage message = new TlcMessage(code, text.toString().stripTrailing());
        sink.accept(message);
        if (error) {
            errorSink.accept(message);
        }
    }
}
