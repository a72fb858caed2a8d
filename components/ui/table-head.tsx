/** The name of a column: `num` stands over figures, `vh` is only said, over what explains itself to the eye. */
export type Column = string | readonly [name: string, look: "num" | "vh"];

/** One row of names above a table. */
export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const [name, look] = typeof column === "string" ? [column, null] : column;
          return (
            <th key={name} scope="col" className={look === "num" ? "num" : undefined}>
              {look === "vh" ? <span className="vh">{name}</span> : name}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
