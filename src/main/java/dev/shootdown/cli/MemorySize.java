package dev.shootdown.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory on the command line: {@code 0}, {@code 512m}, {@code 2g}. */
record MemorySize(long bytes) {
    private static final Pattern FORM = Pattern.compile("0|(\\d{1,6})([kmg])");

    static final class Converter implements ITypeConverter<MemorySize> {
        @Override
        public MemorySize convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("'" + text + "' is no amount of memory such as 512m, 2g or 0");
            }
            if (form.group(1) == null) {
                return new MemorySize(0);
            }
            int shift = 10 * ("kmg".indexOf(form.group(2)) + 1);
            return new MemorySize(Long.parseLong(form.group(1)) << shift);
        }
    }
}
