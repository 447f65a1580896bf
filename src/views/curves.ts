export class Curves {}
