package dev.shootdown.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A wall-clock duration on the command line: {@code 500ms}, {@code 20s}, {@code 5m}, {@code 1h}. */
record Duration(long nanos) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
                throw new TypeConversionException("'" + text + "' is no duration such as 500ms, 20s, 5m or 1h");
            }
            long unit =
                    switch (form.group(2)) {
                        case "ms" -> 1_000_000L;
                        case "s" -> 1_000_000_000L;
                        case "m" -> 60_000_000_000L;
                        default -> 3_600_000_000_000L;
                    };
            return new Duration(Math.multiplyExact(Math.min(Long.parseLong(form.group(1)), 1_000_000), unit));
        }
    }
}
