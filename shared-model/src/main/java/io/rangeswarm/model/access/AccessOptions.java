package io.rangeswarm.model.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options under {@code rangeswarm.access} of application.yml.
 *
 * @param token the token itself; empty or null for none
 * @param tokenFile whose first line is the token; empty or null for none; wins over {@code token}
 * @param linkLifetime how long signed links can be used, 1 minute to 30 days
 */
public record AccessOptions(
        @Nullable String token, @Nullable String tokenFile, Duration linkLifetime) {

    /** Where the options stand. */
    public static final String PREFIX = "rangeswarm.access";

    private static final Duration LIFETIME_MIN = Duration.ofMinutes(1);
    private static final Duration LIFETIME_MAX = Duration.ofDays(30);

    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    /** @throws IllegalArgumentException that names the option which is out of its bounds */
    public AccessOptions {
        if (linkLifetime.compareTo(LIFETIME_MIN) < 0 || linkLifetime.compareTo(LIFETIME_MAX) > 0) {
            throw new IllegalArgumentException(
                    PREFIX + ".link-lifetime must be 1m to 30d, not " + linkLifetime.toSeconds() + "s");
        }
    }

    /** The same with a file that was named on the command line. */
    public AccessOptions withTokenFile(String file) {
        return new AccessOptions(null, file, linkLifetime);
    }

    /** The same with a token that stood on the command line. */
    public AccessOptions withToken(String typed) {
        return new AccessOptions(typed, null, linkLifetime);
    }

    /**
     * Reads the token, if there is one.
     *
     * @throws UnusableOption when the file cannot be read, or what is in it is no token
     */
    public Optional<AccessToken> read() {
        boolean fromFile = tokenFile != null && !tokenFile.isBlank();
        if (!fromFile && (token == null || token.isBlank())) {
            return Optional.empty();
        }
        String text = fromFile ? firstLine(Path.of(String.valueOf(tokenFile))) : String.valueOf(token);
        try {
            return Optional.of(new AccessToken(text.strip()));
        } catch (IllegalArgumentException noToken) {
            throw new UnusableOption(
                    (fromFile ? "the access token file " + tokenFile + ": " : "") + noToken.getMessage());
        }
    }

    private static String firstLine(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] text = new char[AccessToken.LENGTH_MAX + 2]; // whatever the file is, no more of it is read
            int length = 0;
            for (int count = 0;
                    count >= 0 && length < text.length;
                    count = lines.read(text, length, text.length - length)) {
                length += count;
            }
            return new String(text, 0, length).lines().findFirst().orElse("");
        } catch (NoSuchFileException missing) {
            throw new UnusableOption("there is no access token file " + file);
        } catch (IOException unreadable) {
            throw new UnusableOption("the access token file " + file + " cannot be read by this user");
        }
    }

    /** What its owner should know, in one line; empty where other users of the machine cannot read the file. */
    public Optional<String> warning() {
        if (tokenFile == null || tokenFile.isBlank()) {
            return Optional.empty();
        }
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(Path.of(tokenFile));
            return rights.stream().anyMatch(OF_OTHERS::contains)
                    ? Optional.of("other users of this machine may read the access token file; 'chmod 600 " + tokenFile
                            + "' keeps it")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
