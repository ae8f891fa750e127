import { Skeleton } from '@mantine/core';

/** In place of a Mac that is on its way: its shape, so that nothing jumps. */
export function MacLoading() {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {[40, 260, 80].map((height) => (
        <Skeleton key={height} height={height} mb="md" radius="md" />
      ))}
    </div>
  );
}
