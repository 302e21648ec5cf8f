import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Packs a folder as a tar.gz (POSIX.1-1988, "ustar") that is the same bytes wherever and whenever it is packed: names in
 * order, one date, nobody's files, and modes by what a file is for. Usage: Pack FOLDER TOP-FOLDER-IN-THE-ARCHIVE DATE FILE
 */
public final class Pack {

    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;

    private Pack() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long seconds = Instant.parse(arguments[2]).getEpochSecond();
        try (OutputStream out =
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[3]))))) {
            for (String name : names(folder)) {
                byte[] content = Files.readAllBytes(folder.resolve(name));
                out.write(header(arguments[1] + "/" + name, name.startsWith("bin/") ? 0755 : 0644, content.length, seconds));
                out.write(content);
                out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    /** With slashes, in the order of their characters. */
    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith("archive/")) // of this machine's Java
                    .sorted()
                    .toList();
        }
    }

    private static byte[] header(String name, int mode, long length, long seconds) {
        if (name.length() > NAME_MAX) {
            throw new IllegalArgumentException("longer than a tar's names may be: " + name);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, String.format("%07o", mode));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", length));
        put(header, 136, String.format("%011o", seconds));
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0'; // a plain file
        put(header, 257, "ustar");
        put(header, 263, "00");
        put(header, 265, "root");
        put(header, 297, "root");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
