// After a ticket is resolved: whom to tell, and whether it helped.

export function afterwards() {
  return [];
}
