import { z } from 'zod';
import { many, maybe, run, type Tx } from '#shared/db';
import { findCitizen, listCitizens, putCitizen, seedCitizen } from './citizen-sql.ts';

export const citizenSchema = z.strictObject({
  citizenNumber: z
    .string()
    .trim()
    .regex(/^\d{12}$/),
  name: z.string().trim().min(1).max(100),
  birthDate: z.iso.date(),
  gender: z.enum(['male', 'female']),
  address: z.string().trim().min(1).max(300),
  status: z.enum(['living', 'deceased']).default('living'),
});
export type Citizen = z.infer<typeof citizenSchema>;

const toCitizen = (row: z.infer<typeof findCitizen.row>): Citizen => ({
  citizenNumber: row.citizen_number,
  name: row.name,
  birthDate: row.birth_date,
  gender: row.gender,
  address: row.address,
  status: row.status,
});

const values = (one: Citizen): string[] => [one.citizenNumber, one.name, one.birthDate, one.gender, one.address, one.status];

export async function lookUp(tx: Tx, citizenNumber: string): Promise<Citizen | null> {
  const row = await maybe(tx, findCitizen, [citizenNumber]);
  return row === null ? null : toCitizen(row);
}

/** People whose number begins with `prefix` (up to twelve digits), in order of their numbers. */
export async function listPeople(tx: Tx, input: { prefix: string; limit: number }): Promise<Citizen[]> {
  return (await many(tx, listCitizens, [input.prefix, input.limit])).map(toCitizen);
}

/** Adds people; one who is there already is replaced. */
export async function putPeople(tx: Tx, people: readonly Citizen[]): Promise<void> {
  for (const one of people) await run(tx, putCitizen, values(one));
}

/** Adds the people every sandbox begins with and leaves those alone who have been changed since. */
export async function seedPeople(tx: Tx): Promise<void> {
  for (const one of fictitiousPeople) await run(tx, seedCitizen, values(one));
}

const hanoi = (number: number): string => `Số ${number} phố Thử Nghiệm, phường Mẫu, thành phố Hà Nội`;
const person = (citizenNumber: string, name: string, birthDate: string, address: string, more: Partial<Citizen> = {}): Citizen => ({
  citizenNumber,
  name,
  birthDate,
  gender: 'male',
  address,
  status: 'living',
  ...more,
});

/** Plainly invented; the numbers of the demo accounts are those of the project's demo data. */
export const fictitiousPeople: readonly Citizen[] = [
  person('001085000011', 'Nguyễn Văn Thử', '1985-02-17', hanoi(11)),
  person('001190000022', 'Trần Thị Mẫu', '1990-07-05', hanoi(22), { gender: 'female' }),
  person('079075000033', 'Lê Văn Ví Dụ', '1975-11-30', 'Số 33 đường Minh Họa, phường Mẫu, Thành phố Hồ Chí Minh'),
  person('001080000101', 'Phạm Văn Đăng Ký', '1980-01-01', hanoi(101)),
  person('001080000102', 'Phan Văn Phê Duyệt', '1980-01-02', hanoi(102)),
  person('001080000103', 'Hoàng Văn Bảo Mật', '1980-01-03', hanoi(103)),
  person('001080000104', 'Vũ Văn Kiểm Toán', '1980-01-04', hanoi(104)),
  person('001080000105', 'Đỗ Văn Hỗ Trợ', '1980-01-05', hanoi(105)),
  person('089082000201', 'Bùi Văn Tiếp Nhận', '1982-06-15', 'Số 201 đường Minh Họa, phường Mẫu, tỉnh An Giang'),
  person('001082000202', 'Đặng Văn Kỹ Sư', '1982-09-09', hanoi(202)),
  person('001040000301', 'Ngô Văn Đã Mất', '1940-03-03', hanoi(301), { status: 'deceased' }),
  person('001301000302', 'Lý Thị Thế Kỷ Mới', '2001-12-12', hanoi(302), { gender: 'female' }),
];
