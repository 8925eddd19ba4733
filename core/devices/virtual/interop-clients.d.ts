// Two public clients that ship no types; only what the interoperability test calls.

declare module 'zkteco-js' {
  type User = { uid: number; role: number; password: string; name: string; cardno: number; userId: string }
  type Attendance = { sn: number; user_id: string; record_time: string; type: number; state: number; ip: string }
  class Zkteco {
    constructor(ip: string, port: number, timeout: number, inport: number)
    createSocket(): Promise<unknown>
    getUsers(): Promise<{ data: User[] }>
    getAttendances(): Promise<{ data: Attendance[] }>
    getInfo(): Promise<{ userCounts: number; logCounts: number; logCapacity: number }>
    getSerialNumber(): Promise<string>
    getTime(): Promise<Date>
    disconnect(): Promise<unknown>
  }
  export = Zkteco
}

declare module 'node-zklib' {
  type User = { uid: number; role: number; password: string; name: string; cardno: number; userId: string }
  type Attendance = { userSn: number; deviceUserId: string; recordTime: Date }
  class ZKLib {
    constructor(ip: string, port: number, timeout: number, inport: number)
    createSocket(): Promise<unknown>
    getUsers(): Promise<{ data: User[]; err?: Error | null }>
    getAttendances(): Promise<{ data: Attendance[]; err?: Error | null }>
    getInfo(): Promise<{ userCounts: number; logCounts: number; logCapacity: number }>
    disconnect(): Promise<unknown>
  }
  export = ZKLib
}
