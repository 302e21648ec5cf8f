package io.rangeswarm.tracker.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options under {@code rangeswarm.tracker.database}: a PostgreSQL database in the place of the data folder.
 *
 * @param url {@code postgresql://[user@]host[:port]/name[?parameters]}, with or without {@code jdbc:} before it; null
 *     or empty for the data folder
 * @param password for the environment or an options file; who has none leaves it to the driver, which reads ~/.pgpass
 * @param passwordFile whose first line is the password
 */
record DatabaseOptions(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String passwordFile) {

    private static final Pattern POSTGRESQL =
            Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^/@?]*)@)?([^/@?]+/[^/?]+(?:\\?.*)?)");

    /** @throws IllegalArgumentException for a URL of another form, or one with a password in it */
    DatabaseOptions {
        url = blankToNull(url);
        user = blankToNull(user);
        password = password == null || password.isEmpty() ? null : password;
        passwordFile = blankToNull(passwordFile);
        if (url != null) {
            Matcher parts = POSTGRESQL.matcher(url);
            // What was typed may have a password in it: it is not repeated.
            require(
                    parts.matches(),
                    "rangeswarm.tracker.database.url must look like postgresql://host:5432/name (--database-url)");
            String userInfo = parts.group(1);
            require(
                    (userInfo == null || userInfo.indexOf(':') < 0) && !url.matches(".*[?&]password=.*"),
                    "rangeswarm.tracker.database.url must not have a password in it, because what is typed can be read"
                            + " by everybody on this machine; use --database-password-file=FILE");
            user = user == null ? blankToNull(userInfo) : user;
            url = "jdbc:postgresql://" + parts.group(2);
        }
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** The password, if one was given here. @throws UnusableDatabase when its file cannot be read */
    @Nullable
    String secret() {
        String file = passwordFile;
        if (file == null) {
            return password;
        }
        try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.findFirst().orElseThrow(() -> new UnusableDatabase("the password file " + file + " is empty"));
        } catch (IOException | UncheckedIOException failed) {
            throw new UnusableDatabase("the password file " + file + " cannot be read (" + failed + ")");
        }
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "DatabaseOptions[url=" + url + ", user=" + user + ", passwordFile=" + passwordFile + "]";
    }
}
