import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Executes the statements of a file in a Flink of this process, and prints the rows that they give, as they come.
 *
 * <pre>java -cp 'target/flink/*' SqlRunner.java forecasts.sql</pre>
 */
public final class SqlRunner {
    private SqlRunner() {}

    public static void main(String[] args) throws Exception {
        TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        for (String statement : Files.readString(Path.of(args[0])).split(";\\R")) {
            TableResult result = flink.executeSql(statement);
            if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
                try (CloseableIterator<Row> rows = result.collect()) {
                    rows.forEachRemaining(System.out::println);
                }
            }
        }
    }
}
